/**
 * How far into a slice that is handed out piece by piece a subscriber is. A slice joins the changes of each spec,
 * so in the midst of it no single position says what was delivered; this does.
 */
export interface PartialSlice {
  /** The position at which the slice ends. */
  readonly to: number;
  /** The place in the slice's order of the last piece that was delivered. */
  readonly reached: Place;
}

/** A place in the order of a slice: by rank, then by position. Ranks are all `0` where only positions count. */
export interface Place {
  readonly rank: number;
  readonly position: number;
}

/** A position in one log: all up to `position` was delivered, and of what follows the pieces in `partial`. */
export interface Cursor {
  /** Which log; a log that begins anew has another. */
  readonly epoch: string;
  readonly position: number;
  readonly partial?: PartialSlice;
}

const EPOCH = /^[0-9a-z]{1,32}$/;
const NUMBER = /^(0|[1-9a-z][0-9a-z]{0,10})$/;

/** Negative, zero or positive as `a` comes before, at or after `b`. */
export function comparePlaces(a: Place, b: Place): number {
  return a.rank - b.rank || a.position - b.position;
}

/** The newest position that a cursor speaks of. */
export function reachOf({ position, partial }: Cursor): number {
  return Math.max(position, partial?.to ?? 0);
}

/** The text that clients keep: `epoch.position`, and `.to.rank.reached` in the midst of a slice; base 36. */
export function formatCursor({ epoch, position, partial }: Cursor): string {
  if (!partial) return `${epoch}.${position.toString(36)}`;
  const numbers = [position, partial.to, partial.reached.rank, partial.reached.position];
  return [epoch, ...numbers.map((number) => number.toString(36))].join('.');
}

/** The cursor that a text stands for; `undefined` where it is none. */
export function parseCursor(text: string): Cursor | undefined {
  const [epoch, ...parts] = text.split('.');
  if (!epoch || !EPOCH.test(epoch) || !parts.every((part) => NUMBER.test(part))) return undefined;
  const numbers = parts.map((part) => Number.parseInt(part, 36));
  if (!numbers.every((number) => Number.isSafeInteger(number))) return undefined;
  const [position, to, rank, reached] = numbers;
  if (position !== undefined && numbers.length === 1) return { epoch, position };
  if (position === undefined || to === undefined || rank === undefined || reached === undefined) {
    return undefined;
  }
  if (numbers.length !== 4 || !(position < reached && reached <= to)) return undefined;
  return { epoch, position, partial: { to, reached: { rank, position: reached } } };
}
