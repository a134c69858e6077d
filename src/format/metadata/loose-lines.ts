import type { MetadataValue } from '../../spec/spec.ts';
import { MetadataEntries } from './carrier.ts';

const MAX_KEY = 80;

/**
 * Reads lines of `key: value`, and of `- item` below a key without a value, and passes over all others: what can be
 * had of a block that is no YAML.
 * @param firstLine the line of the file on which the text begins, from 0
 */
export function readLoosely(text: string, firstLine: number): MetadataEntries {
  const entries = new MetadataEntries();
  let open: { readonly key: string; readonly line: number; readonly items: string[] } | undefined;
  const close = () => {
    if (open) entries.add(open.key, open.items.length > 0 ? open.items : null, open.line);
    open = undefined;
  };
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    const content = line.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    if (open && content.startsWith('- ')) {
      open.items.push(scalar(content.slice(2)));
      continue;
    }
    const pair = content === line ? splitPair(line) : undefined;
    if (!pair) continue;
    close();
    const [key, value] = pair;
    if (value === '') open = { key, line: firstLine + at, items: [] };
    else entries.add(key, looseValue(value), firstLine + at);
  }
  close();
  return entries;
}

/** Whether a line looks like one of metadata. */
export function isPair(line: string): boolean {
  return splitPair(line) !== undefined;
}

function splitPair(line: string): [string, string] | undefined {
  const colon = line.indexOf(':');
  if (colon < 1 || colon > MAX_KEY) return undefined;
  const key = unquoted(line.slice(0, colon).trim());
  const rest = line.slice(colon + 1);
  if (!/^[\p{L}_][\p{L}\p{N}_ .-]*$/u.test(key) || (rest !== '' && !/^\s/.test(rest))) return undefined;
  return [key, withoutComment(rest.trim())];
}

function looseValue(text: string): MetadataValue {
  if (!text.startsWith('[')) return scalar(text);
  const inner = text.slice(1, text.endsWith(']') ? -1 : undefined);
  return inner.split(',').flatMap((item) => scalar(item) || []);
}

function scalar(text: string): string {
  return unquoted(withoutComment(text.trim()).trim());
}

/** A comment begins with ` #`, outside of quotes. */
function withoutComment(text: string): string {
  const quote = text[0];
  const from = quote === '"' || quote === "'" ? Math.max(0, text.indexOf(quote, 1)) : 0;
  if (text.startsWith('#')) return '';
  const at = text.indexOf(' #', from);
  return at < 0 ? text : text.slice(0, at).trimEnd();
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  return text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined);
}
