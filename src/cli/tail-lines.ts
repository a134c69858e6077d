import type { ResyncReason } from '../client/generated/graphql.ts';
import { fieldChangeSegments, quotedTitle } from './field-change-segments.ts';
import type { Segment } from './segments.ts';
import type { TailEvent } from './tail-event.ts';

/** What people want to know first; the others follow by name, the body comes last. */
const FIRST_FIELDS = ['status', 'priority', 'title', 'type', 'tags', 'dependencies'];

const RESYNC: Readonly<Record<ResyncReason, string>> = {
  UNKNOWN_LOG: 'the server has begun a new log: what changed until now is not known, what follows is all',
  EXPIRED: 'this was too long ago: what changed until now is not known any more, what follows is all',
};

/** One line for people: the ID, what happened to it, and how it is. */
export function tailSegments(event: TailEvent): Segment[] {
  switch (event.kind) {
    case 'created':
      return [...subject(event), ['created ', 'green'], ...asItIs(event.spec)];
    case 'updated':
      return [...subject(event), ['updated ', 'yellow'], ...updateSegments(event)];
    case 'deleted':
      return [...subject(event), ['deleted ', 'red'], [quotedTitle(event.title)]];
    case 'resync':
      return [['resync ', 'magenta'], [RESYNC[event.reason]]];
  }
}

/** When it happened, to the second, for the start of a line. @param timeZone @default the machine's */
export function timeSegment(timestamp: string, timeZone?: string): Segment {
  // Swedes write `2026-11-23 20:15:00`.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return [`${format.format(new Date(timestamp))} `, 'dim'];
}

function subject({ specId }: { readonly specId: string }): Segment[] {
  return [[specId, 'bold'], [' ']];
}

type Updated = Extract<TailEvent, { kind: 'updated' }>;

function updateSegments({ fieldChanges, spec }: Updated): Segment[] {
  if (fieldChanges.length === 0) return [['(what exactly is forgotten) ', 'dim'], ...asItIs(spec)];
  return fieldChanges
    .toSorted((a, b) => rankOf(a.field) - rankOf(b.field))
    .flatMap((change, at) => [...(at === 0 ? [] : ([[', ']] as const)), ...fieldChangeSegments(change)]);
}

function rankOf(field: string): number {
  if (field === 'body') return FIRST_FIELDS.length + 1;
  const at = FIRST_FIELDS.indexOf(field);
  return at < 0 ? FIRST_FIELDS.length : at;
}

function asItIs({ title, type, status, priority }: Updated['spec']): Segment[] {
  const values = [type, status, priority?.toLowerCase()].filter((value) => typeof value === 'string');
  return [[quotedTitle(title)], [` (${values.join(', ')})`, 'dim']];
}
