import type { LiveSpecUpdate } from '../../client/live-specs.ts';

/** One thing that changed; without `before` and `after` where only that it changed is known, as of a body. */
export interface FieldWords {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

/** The most telling first; what is not named comes after, in its own order. */
const ORDER = [
  'status',
  'priority',
  'checklist',
  'title',
  'type',
  'tags',
  'dependencies',
  'problems',
  'path',
  'body',
];
/** What changes along with others, and says nothing itself. */
const SILENT = new Set(['revision', 'updated']);

/** What changed of a spec, in words, the most telling first; at least that its file did. */
export function wordsOf({ before, after, changes, fieldChanges }: LiveSpecUpdate): readonly FieldWords[] {
  const values = new Map(fieldChanges.map((change) => [change.field, change]));
  const words = changes.map((field): FieldWords => {
    if (field === 'status') return fromTo(field, before.status, after.status);
    if (field === 'problems') return counted(field, before.problems.length, after.problems.length);
    const known = values.get(field);
    return known && field !== 'body' ? fromTo(field, known.before, known.after) : { field };
  });
  if (before.checklist.done !== after.checklist.done || before.checklist.total !== after.checklist.total) {
    words.push(fromTo('checklist', ratio(before.checklist), ratio(after.checklist)));
  }
  const telling = words.filter(({ field }) => !SILENT.has(field));
  return telling.length > 0 ? telling.sort(byOrder) : [{ field: 'file' }];
}

/** A sentence's worth: `status: draft → in-progress`, or `body`. */
export function phraseOf({ field, before, after }: FieldWords): string {
  return before === undefined ? field : `${field}: ${before} → ${after}`;
}

/** What stands in for a value that is not there. */
const NOTHING = 'none';

/** A value of a file's metadata, as people read it. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING;
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map(valueWords).join(', ');
  if (typeof value === 'object') {
    const { message } = value as { message?: unknown };
    return typeof message === 'string' ? message : JSON.stringify(value);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fromTo(field: string, before: unknown, after: unknown): FieldWords {
  return { field, before: valueWords(before), after: valueWords(after) };
}

/** How many there are of what is too long to be told; where that is the same, that they are others. */
function counted(field: string, before: number, after: number): FieldWords {
  return before === after ? { field } : fromTo(field, before, after);
}

function ratio({ done, total }: { readonly done: number; readonly total: number }): string {
  return total === 0 ? NOTHING : `${done}/${total}`;
}

function byOrder(a: FieldWords, b: FieldWords): number {
  const rank = ({ field }: FieldWords) => (ORDER.indexOf(field) + ORDER.length + 1) % (ORDER.length + 1);
  return rank(a) - rank(b);
}
