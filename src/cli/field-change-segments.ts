import type { TailEvent } from './tail-event.ts';
import type { Segment } from './segments.ts';

type FieldChange = Extract<TailEvent, { kind: 'updated' }>['fieldChanges'][number];

/** Fields that hold several values, whether a file lists them or separates them by commas. */
const LISTS = new Set(['children', 'dependencies', 'problems', 'tags']);

/** What happened to one field: `status: draft → done`, `tags: +ui -old`; of `body` just the name. */
export function fieldChangeSegments({ field, before, after }: FieldChange): Segment[] {
  if (field === 'body') return [['body']];
  if (field === 'revision') return [['bytes only']];
  const name: Segment = [`${field}: `];
  if (LISTS.has(field) || (Array.isArray(before) && Array.isArray(after))) {
    return [name, ...differences(itemsOf(before), itemsOf(after))];
  }
  return [name, [words(before), 'red'], [' → ', 'dim'], [words(after), 'green']];
}

function differences(before: readonly string[], after: readonly string[]): Segment[] {
  const gone = before.filter((item) => !after.includes(item));
  const come = after.filter((item) => !before.includes(item));
  const all: Segment[] = [
    ...come.map((item): Segment => [`+${item}`, 'green']),
    ...gone.map((item): Segment => [`-${item}`, 'red']),
  ];
  if (all.length === 0) return [['changed']];
  return all.flatMap((segment, at) => (at === 0 ? [segment] : [[' '], segment]));
}

function itemsOf(value: unknown): string[] {
  if (value === null) return [];
  const items: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat();
  return items.map((item) => words(typeof item === 'string' ? item.trim() : item));
}

/** What needs no quotation marks. */
const WORD = /^[\p{L}\p{N}][\p{L}\p{N}._/@#+-]*$/u;

/** A value in few words: texts of several words in quotation marks, of a problem its code. */
function words(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'string')
    return value !== 'none' && WORD.test(value) ? cut(value) : quotedTitle(value);
  if (Array.isArray(value)) return `[${cut(value.map(words).join(', '))}]`;
  const { code } = value as { readonly code?: unknown };
  return typeof code === 'string' ? code : cut(JSON.stringify(value));
}

/** A text in quotation marks, cut where it has more than 60 characters. */
export function quotedTitle(text: string): string {
  return `"${cut(text)}"`;
}

function cut(text: string): string {
  const [start = ''] = /^.{0,60}/su.exec(text) ?? [];
  return start.length < text.length ? `${start}…` : text;
}
