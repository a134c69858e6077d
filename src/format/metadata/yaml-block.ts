import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, type Pair } from 'yaml';
import type { MetadataValue } from '../../spec/spec.ts';
import { MetadataEntries } from './carrier.ts';
import { readLoosely } from './loose-lines.ts';
import { readPlainYaml } from './plain-yaml.ts';

/** What a person writes is far below these; what is above would only cost time. */
const MAX_CHARS = 64 * 1024;
const MAX_MARKS = 5_000;
/** Aliases can make a small text large. */
const MAX_VALUES = 10_000;

/**
 * Reads a block of YAML whose scalars all stay text. What YAML does not accept is a fault, and is read line by line
 * then, so that one bad line costs no more than itself.
 * @param firstLine the line of the file on which the block begins, from 0
 */
export function readYaml(text: string, firstLine: number): MetadataEntries {
  const isSmall = text.length <= MAX_CHARS && countMarks(text) <= MAX_MARKS;
  return (isSmall ? readPlainYaml(text, firstLine) : undefined) ?? readWholeYaml(text, firstLine);
}

/** The same, with a parser of all that YAML is. */
export function readWholeYaml(text: string, firstLine: number): MetadataEntries {
  const malformed = (message: string, line: number): MetadataEntries => {
    const entries = readLoosely(text, firstLine);
    entries.faults.unshift({
      code: 'MALFORMED_METADATA',
      message: `${message} It was read line by line.`,
      line,
    });
    return entries;
  };
  if (text.length > MAX_CHARS) {
    return malformed(`Expected at most ${MAX_CHARS} characters of YAML, got ${text.length}.`, firstLine);
  }
  if (countMarks(text) > MAX_MARKS) {
    return malformed(`Expected at most ${MAX_MARKS} values in the YAML, got more.`, firstLine);
  }
  const lineCounter = new LineCounter();
  const lineOf = (offset: number) => firstLine + Math.max(0, lineCounter.linePos(offset).line - 1);
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter,
      prettyErrors: false,
      // One level lower it says nothing of a second document.
      logLevel: 'error',
      // Told apart here: the first of two is to count, and the package compares each key with all others.
      uniqueKeys: false,
      stringKeys: true,
    });
    const [error] = document.errors;
    if (error) {
      const reason =
        error.code === 'MULTIPLE_DOCS' ? 'It holds more than one document' : firstSentence(error.message);
      return malformed(`This is no valid YAML: ${reason}.`, lineOf(error.pos[0]));
    }
    const { contents } = document;
    const entries = new MetadataEntries();
    if (contents === null || (isScalar(contents) && contents.value === '')) return entries;
    if (!isMap(contents)) return malformed('Expected lines of `key: value`.', firstLine);
    const reader = new NodeReader((key, offset) => entries.noteDuplicate(key, lineOf(offset)));
    for (const pair of contents.items) {
      entries.add(reader.keyOf(pair), reader.valueOf(pair.value), lineOf(offsetOf(pair)));
    }
    return entries;
  } catch (error) {
    // Nesting that is deeper than the stack, or aliases that add up to too much.
    const reason = error instanceof TooManyValues ? error.message : 'it is nested too deeply';
    return malformed(`The YAML cannot be read: ${reason}.`, firstLine);
  }
}

/** Each of these may cost the parser a node or an error, and some of those cost more than a hundred plain letters. */
function countMarks(text: string): number {
  return text.match(/[[\]{},&%@!\n]|[-?:][ \n]/g)?.length ?? 0;
}

class TooManyValues extends Error {}

/** Turns nodes into plain values, in the order of the text, which is the one in which anchors hold. */
class NodeReader {
  readonly #anchors = new Map<string, { readonly value: MetadataValue; readonly size: number }>();
  readonly #onDuplicate: (key: string, offset: number) => void;
  #size = 0;

  constructor(onDuplicate: (key: string, offset: number) => void) {
    this.#onDuplicate = onDuplicate;
  }

  keyOf({ key }: Pair): string {
    return isScalar(key) && typeof key.value === 'string' ? key.value : '';
  }

  valueOf(node: unknown): MetadataValue {
    const before = this.#size;
    this.#charge(1);
    if (isAlias(node)) {
      const found = this.#anchors.get(node.source);
      this.#charge(found?.size ?? 0);
      // Most likely no alias was meant: `files: *.ts`.
      return found ? found.value : `*${node.source}`;
    }
    const value = this.#contentOf(node);
    if ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor !== undefined) {
      this.#anchors.set(node.anchor, { value, size: this.#size - before });
    }
    return value;
  }

  #contentOf(node: unknown): MetadataValue {
    if (isSeq(node)) return node.items.map((item) => this.valueOf(item));
    if (isMap(node)) {
      const entries = new Map<string, MetadataValue>();
      for (const pair of node.items) {
        const key = this.keyOf(pair);
        const value = this.valueOf(pair.value);
        if (entries.has(key)) this.#onDuplicate(key, offsetOf(pair));
        else entries.set(key, value);
      }
      return Object.fromEntries(entries);
    }
    if (!isScalar(node) || typeof node.value !== 'string') return null;
    return node.value === '' && node.type === Scalar.PLAIN ? null : node.value;
  }

  #charge(count: number): void {
    this.#size += count;
    if (this.#size > MAX_VALUES) throw new TooManyValues(`it holds more than ${MAX_VALUES} values`);
  }
}

function offsetOf({ key }: Pair): number {
  return (isScalar(key) && key.range?.[0]) || 0;
}

function firstSentence(message: string): string {
  return message.split('\n')[0]!.replace(/[.:]$/, '');
}
