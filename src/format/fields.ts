import { normaliseWord } from '../spec/field-name.ts';
import { PRIORITIES, type MetadataValue, type SpecPriority } from '../spec/spec.ts';

/** How YAML writes that there is nothing. */
const NULLS = new Set(['', '~', 'null']);
/** How people do. */
const NOTHING = new Set([...NULLS, '-', '–', '—', 'none', 'n/a', 'na', 'nil', 'nothing']);

/** What a field says as one text; `null` where it says nothing; `undefined` where it is no text. */
export function textOf(value: MetadataValue | undefined): string | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return NULLS.has(value.trim().toLowerCase()) ? null : value.trim();
  if (!Array.isArray(value) || value.length > 1) return undefined;
  return textOf(value[0] as MetadataValue | undefined);
}

/** Entries that are read of one list; so many that the rest is a mistake, and would cost each client time. */
export const MAX_LIST_ITEMS = 5000;

/** What a field lists: a list, or text with commas; without words for nothing, each once, links by their text; the first thousands. */
export function listOf(value: MetadataValue | undefined): string[] {
  const texts = itemsOf(value ?? null)
    .slice(0, MAX_LIST_ITEMS)
    .map(withoutDressing);
  return [...new Set(texts.filter((text) => !saysNothing(text)))];
}

/** Whether a text is a word for nothing: `None`, `n/a`, `-`. */
export function saysNothing(text: string): boolean {
  return NOTHING.has(text.trim().toLowerCase());
}

function itemsOf(value: MetadataValue): string[] {
  if (typeof value === 'string') return splitList(value);
  // `[[E01]]` without quotes is a list in a list to YAML.
  return Array.isArray(value) ? value.flat(3).filter((item) => typeof item === 'string') : [];
}

function splitList(text: string): string[] {
  // Brackets around the whole, not those of a link at either end.
  const inner = /^\[([^[\]]*)\]$/.exec(text.trim())?.[1];
  return (inner ?? text).split(/[,;\n]/, MAX_LIST_ITEMS);
}

/** What is longer is no ID, and no word that anyone would look for. */
export const MAX_WORD_CHARS = 1000;

const ID_WITH_REMARK = /^([A-Za-z]+\d+(?:-[A-Za-z]+\d+)*)(?::\s|\s+[(–—-])/;

/** An ID or a word without what Markdown puts around it: `[[E01]]`, `[E01](…)`, quotes, code marks, a remark. */
export function withoutDressing(text: string): string {
  const bare = text
    .trim()
    .replace(/^(?:["'`]|\*\*)/, '')
    .replace(/(?:["'`]|\*\*)$/, '');
  const inner = (/^\[\[?([^\][|]*)/.exec(bare)?.[1] ?? bare).trim();
  if (inner.length > MAX_WORD_CHARS) return inner;
  return ID_WITH_REMARK.exec(inner)?.[1] ?? (/^none\s*\(/i.test(inner) ? '' : inner);
}

/** Lower case and hyphenated, without remarks in brackets and signs around it: `Completed ✅` → `completed`. */
export function wordOf(text: string | null): string | null {
  if (text === null) return null;
  if (text.length > MAX_WORD_CHARS) return wordOf(text.slice(0, MAX_WORD_CHARS));
  const remark = text.search(/[([]/);
  const bare = betweenLetters(remark < 0 ? text : text.slice(0, remark)) || betweenLetters(text);
  return bare === '' ? null : normaliseWord(bare);
}

/** From the first letter or digit to the last. */
function betweenLetters(text: string): string {
  if (/^[A-Za-z0-9](?:[\w -]*[A-Za-z0-9])?$/.test(text)) return text;
  const from = text.search(/[\p{L}\p{N}]/u);
  if (from < 0) return '';
  // Step by step from the end: a pattern that is tied to the end would be tried from each place anew.
  const signs = Array.from(text.slice(from));
  while (!/[\p{L}\p{M}\p{N}]/u.test(signs.at(-1)!)) signs.pop();
  return signs.join('');
}

const PRIORITY_WORDS: Readonly<Record<string, SpecPriority>> = {
  critical: 'CRITICAL',
  urgent: 'CRITICAL',
  blocker: 'CRITICAL',
  highest: 'CRITICAL',
  p0: 'CRITICAL',
  high: 'HIGH',
  major: 'HIGH',
  p1: 'HIGH',
  medium: 'MEDIUM',
  normal: 'MEDIUM',
  moderate: 'MEDIUM',
  p2: 'MEDIUM',
  low: 'LOW',
  minor: 'LOW',
  lowest: 'LOW',
  trivial: 'LOW',
  p3: 'LOW',
  p4: 'LOW',
};

/** The priority that a text begins with, in any case: `Critical (Foundation)`, `P0`, `🔥 high`; `null` for no such. */
export function priorityOf(text: string): SpecPriority | null {
  const first = /[\p{L}\p{N}]+/u.exec(text)?.[0].toLowerCase() ?? '';
  return Object.hasOwn(PRIORITY_WORDS, first) ? PRIORITY_WORDS[first]! : null;
}

/** The priorities in words, for messages. */
export const PRIORITY_NAMES = PRIORITIES.map((priority) => priority.toLowerCase()).join(', ');

/** The calendar day that a text begins with (`2025-09-05`, `2025/9/5`, an RFC 3339 instant); `null` for no day. */
export function dayOf(text: string): string | null {
  const match = /^["'`]?(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:$|["'`T\s(])/i.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return [match[1], match[2]!.padStart(2, '0'), match[3]!.padStart(2, '0')].join('-');
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
