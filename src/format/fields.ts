import { fieldNameOf, normaliseWord } from '../spec/field-name.ts';
import { PRIORITIES, type Metadata, type MetadataValue, type SpecPriority } from '../spec/spec.ts';

/** A field as the file has it. */
export interface RawField {
  readonly key: string;
  readonly value: MetadataValue;
}

/** The known fields by name; of two keys for one field the first counts. */
export function knownFields(metadata: Metadata): Map<string, RawField> {
  const fields = new Map<string, RawField>();
  for (const [key, value] of Object.entries(metadata)) {
    const name = fieldNameOf(key);
    if (!fields.has(name)) fields.set(name, { key, value });
  }
  return fields;
}

/** What a field says as one text; `null` where it says nothing, or is no text. */
export function textOf(field: RawField | undefined): string | null {
  const value = field?.value;
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value) && value.length === 1)
    return textOf({ key: '', value: value[0] as MetadataValue });
  return null;
}

const NOTHING = new Set(['', '-', '–', '—', 'none', 'n/a', 'na', 'null', 'nil', 'tbd']);

/** What a field lists: a list, or text with commas; without words for nothing, each once, links by their text. */
export function listOf(field: RawField | undefined): string[] {
  const value = field?.value;
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : splitList(typeof value === 'string' ? value : '');
  const texts = items.flatMap((item) => (typeof item === 'string' ? withoutLink(item) : []));
  return [...new Set(texts.filter((text) => !NOTHING.has(text.toLowerCase())))];
}

function splitList(text: string): string[] {
  const inner = /^\[(?!\[)(.*)\]$/.exec(text.trim())?.[1];
  return (inner ?? text).split(/[,;]/);
}

/** `[[E01]]`, `[E01](…)`, quotes and code marks are dressing. */
function withoutLink(text: string): string {
  const bare = text.trim().replace(/^["'`]|["'`]$/g, '');
  return (/^\[\[?([^\][|]*)/.exec(bare)?.[1] ?? bare).trim();
}

/** Lower case and hyphenated, without remarks in brackets and signs behind it: `Completed ✅` → `completed`. */
export function wordOf(text: string | null): string | null {
  if (text === null) return null;
  const bare = text.replace(/[([].*$/su, '').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const word = normaliseWord(bare === '' ? text : bare);
  return word === '' ? null : word;
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
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:$|[T\s(])/.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}
