import { priorityAt, specIdAt, specPathAt, statusAt } from './specs.ts';

/** What stands in front of an event's number, in its spec's title. */
export const MARKER = 'Event ';
export const NUMBER_DIGITS = 8;
/** Size of one delivery, with the envelope of its protocol but without the frame around it. */
export const DELIVERY_BYTES = 450;
/** What a cursor of Specwire looks like, for those who have none. */
const CURSOR_PREFIX = 'bench0bench0b.';

/** One spec's update, as every server but Specwire holds it in memory; Specwire makes the like from its log. */
export interface SpecUpdate {
  readonly __typename: 'SpecUpdated';
  readonly specId: string;
  readonly cursor: string;
  readonly timestamp: string;
  readonly changes: readonly string[];
  readonly spec: {
    readonly id: string;
    readonly title: string;
    readonly type: string;
    readonly status: string;
    readonly priority: string;
    readonly path: string;
    readonly tags: readonly string[];
  };
}

/** The tags of every spec. */
export const TAGS = ['live', 'measured'] as const;

/** The title that carries an event's number, and fills its payload up. */
export function titleOf(sequence: number, padding: number): string {
  return `${MARKER}${String(sequence).padStart(NUMBER_DIGITS, '0')} ${'.'.repeat(padding)}`;
}

/** The event of this number: it changes the spec `sequence % specs`. */
export function eventOf(sequence: number, specs: number, padding: number): SpecUpdate {
  const index = sequence % specs;
  return {
    __typename: 'SpecUpdated',
    specId: specIdAt(index),
    cursor: CURSOR_PREFIX + sequence.toString(36),
    timestamp: new Date().toISOString(),
    changes: ['title'],
    spec: {
      id: specIdAt(index),
      title: titleOf(sequence, padding),
      type: 'task',
      status: statusAt(index),
      priority: priorityAt(index),
      path: specPathAt(index),
      tags: TAGS,
    },
  };
}

/** How much padding brings a delivery to its size, given how it is written. */
export function paddingFor(write: (event: SpecUpdate) => string): number {
  return Math.max(0, DELIVERY_BYTES - Buffer.byteLength(write(eventOf(1000, 1000, 0))));
}

/** A delivery as a `next` message of graphql-transport-ws. */
export function asNextMessage(event: SpecUpdate): string {
  return JSON.stringify({ id: '1', type: 'next', payload: { data: { specChanged: event } } });
}

/** A delivery as an event of graphql-sse. */
export function asStreamEvent(event: SpecUpdate): string {
  return `event: next\ndata: ${JSON.stringify({ data: { specChanged: event } })}\n\n`;
}
