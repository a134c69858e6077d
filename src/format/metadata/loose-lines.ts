import type { MetadataValue } from '../../spec/spec.ts';
import { MAX_METADATA_LINES, MetadataEntries } from './carrier.ts';

const MAX_KEY = 80;

/** A key whose value stands on the lines below it. */
interface OpenKey {
  readonly key: string;
  readonly line: number;
  readonly items: string[];
  /** The lines of a text that `|` or `>` announced. */
  readonly text: string[] | undefined;
}

/**
 * Reads lines of `key: value`, and of `- item` below a key without a value, and passes over all others: what can be
 * had of a block that is no YAML.
 * @param firstLine the line of the file on which the text begins, from 0
 */
export function readLoosely(text: string, firstLine: number): MetadataEntries {
  const entries = new MetadataEntries();
  let open: OpenKey | undefined;
  const close = () => {
    if (open) entries.add(open.key, valueOf(open), open.line);
    open = undefined;
  };
  const lines = text.split('\n', MAX_METADATA_LINES + 1);
  for (const [at, raw] of lines.entries()) {
    if (at === MAX_METADATA_LINES && raw !== '') {
      entries.noteTooLong('the rest is passed over', firstLine + at);
      break;
    }
    const line = raw.trimEnd();
    const content = line.trimStart();
    const indented = content !== line;
    if (open?.text && (indented || line === '')) {
      open.text.push(content);
      continue;
    }
    if (content === '' || content.startsWith('#')) continue;
    if (open && content.startsWith('- ')) {
      open.items.push(scalar(content.slice(2)));
      continue;
    }
    const pair = indented ? undefined : splitPair(line);
    if (!pair) continue;
    close();
    const [key, value] = pair;
    const announced = /^[|>][+-]?$/.test(value);
    if (value === '' || announced) {
      open = { key, line: firstLine + at, items: [], text: announced ? [] : undefined };
    } else {
      entries.add(key, inlineValue(value), firstLine + at);
    }
  }
  close();
  return entries;
}

/** Whether a line looks like one of metadata. */
export function isPair(line: string): boolean {
  return splitPair(line) !== undefined;
}

function splitPair(line: string): [string, string] | undefined {
  const colon = line.slice(0, MAX_KEY).search(/:(?:\s|$)/);
  if (colon < 1) return undefined;
  const key = unquoted(line.slice(0, colon).trim());
  if (!/^[\p{L}_][\p{L}\p{N}_ .-]*$/u.test(key)) return undefined;
  return [key, withoutComment(line.slice(colon + 1).trim())];
}

function valueOf({ items, text }: OpenKey): MetadataValue {
  if (text) return text.join('\n').trim();
  return items.length > 0 ? items : null;
}

function inlineValue(value: string): MetadataValue {
  if (!value.startsWith('[') || value.endsWith(')')) return scalar(value);
  const inner = value.slice(1, value.endsWith(']') ? -1 : undefined);
  return inner.split(',').flatMap((item) => scalar(item) || []);
}

function scalar(text: string): string {
  return unquoted(withoutComment(text.trim()).trim());
}

/** A comment begins with ` #`, outside of quotes. */
function withoutComment(text: string): string {
  if (text.startsWith('#')) return '';
  const quote = text[0];
  const from = quote === '"' || quote === "'" ? Math.max(0, text.indexOf(quote, 1)) : 0;
  const at = text.indexOf(' #', from);
  return at < 0 ? text : text.slice(0, at).trimEnd();
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  return text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined);
}
