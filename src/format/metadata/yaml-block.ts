import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, type Document } from 'yaml';
import type { MetadataValue } from '../../spec/spec.ts';
import { MetadataEntries } from './carrier.ts';
import { readLoosely } from './loose-lines.ts';

/** What a person writes is far below this; what is above would only cost time. */
const MAX_YAML_CHARS = 64 * 1024;
/** Aliases can make a small text large. */
const MAX_VALUES = 10_000;

/**
 * Reads a block of YAML whose scalars all stay text. What YAML does not accept is a fault, and is read line by line
 * then, so that one bad line costs no more than itself.
 * @param firstLine the line of the file on which the block begins, from 0
 */
export function readYaml(text: string, firstLine: number): MetadataEntries {
  const entries = new MetadataEntries();
  const lineCounter = new LineCounter();
  const lineOf = (offset: number | undefined) =>
    firstLine + Math.max(0, lineCounter.linePos(offset ?? 0).line - 1);
  const malformed = (message: string, line: number): MetadataEntries => {
    const loose = readLoosely(text, firstLine);
    loose.faults.unshift({
      code: 'MALFORMED_METADATA',
      message: `${message} It was read line by line.`,
      line,
    });
    return loose;
  };
  if (text.length > MAX_YAML_CHARS) {
    return malformed(`Expected at most ${MAX_YAML_CHARS} characters of YAML, got ${text.length}.`, firstLine);
  }
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter,
      prettyErrors: false,
      logLevel: 'silent',
      // Told apart here, since the first of two is to count.
      uniqueKeys: false,
      stringKeys: true,
    });
    const [error] = document.errors;
    if (error) {
      return malformed(`This is no valid YAML: ${firstSentence(error.message)}.`, lineOf(error.pos[0]));
    }
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === '')) return entries;
    if (!isMap(contents)) return malformed('Expected lines of `key: value`.', firstLine);
    const budget = { left: MAX_VALUES };
    for (const { key, value } of contents.items) {
      const offset = isScalar(key) ? key.range?.[0] : undefined;
      entries.add(textOf(key), valueOf(value, document, budget), lineOf(offset));
    }
    return entries;
  } catch (error) {
    // Nesting that is deeper than the stack, or aliases that add up to too much.
    const reason = error instanceof TooManyValues ? error.message : 'it is nested too deeply';
    return malformed(`The YAML cannot be read: ${reason}.`, firstLine);
  }
}

class TooManyValues extends Error {}

function valueOf(node: unknown, document: Document, budget: { left: number }): MetadataValue {
  budget.left -= 1;
  if (budget.left < 0) throw new TooManyValues(`it holds more than ${MAX_VALUES} values`);
  if (isAlias(node)) return valueOf(node.resolve(document), document, budget);
  if (isSeq(node)) return node.items.map((item) => valueOf(item, document, budget));
  if (isMap(node)) {
    const entries = new Map<string, MetadataValue>();
    for (const { key, value } of node.items) {
      const name = textOf(key);
      if (!entries.has(name)) entries.set(name, valueOf(value, document, budget));
    }
    return Object.fromEntries(entries);
  }
  if (!isScalar(node)) return null;
  return node.value === '' && node.type === Scalar.PLAIN ? null : textOf(node);
}

function textOf(node: unknown): string {
  const value: unknown = isScalar(node) ? node.value : node;
  return typeof value === 'string' ? value : '';
}

function firstSentence(message: string): string {
  return message.split('\n')[0]!.replace(/[.:]$/, '');
}
