import { conflate } from '../spec/conflate.ts';
import { changedId, type SpecChange } from '../spec/spec-change.ts';
import { PRIORITIES, type Spec } from '../spec/spec.ts';
import { comparePlaces, formatCursor, type Place } from '../log/cursor.ts';
import type { ChangeLog, LogEntry } from '../log/change-log.ts';

export type DeliveryOrder = 'COMMITTED' | 'PRIORITY';

/** How the changes of a slice are chosen and ordered. */
export interface SliceShape {
  readonly order: DeliveryOrder;
  /** Whether several changes of one spec are joined into one. */
  readonly conflate: boolean;
}

/** A change as it is delivered, and its place in its slice. */
export interface SliceItem {
  readonly change: SpecChange;
  readonly timestampMs: number;
  readonly place: Place;
  /** How many changes this one stands for. */
  readonly joined: number;
  /** What a client that has this item, and all before it, resumes from. */
  readonly cursor: string;
}

/** What a subscriber lacks between two positions of the log, chosen by its filter, in the order it asked for. */
export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly items: readonly SliceItem[];
  /** Whether it was put together from each spec's last change, since the window no longer held all of it. */
  readonly recalled: boolean;
}

/** What is to be read. */
export interface SliceRequest extends SliceShape {
  readonly from: number;
  readonly to: number;
  /** Whether some of it was delivered already, so that specs which came and went in it may be known. */
  readonly midway: boolean;
  readonly matches: (change: SpecChange) => boolean;
}

/**
 * Reads a slice from a log; `undefined` where the log has forgotten a deletion that falls into it. Where the
 * window no longer holds all of it, the slice is conflated whatever was asked, and reaches up to the head.
 */
export function readSlice(log: ChangeLog, request: SliceRequest): Slice | undefined {
  const held = log.window(request.from, request.to);
  if (held) return arrange(log.epoch, request, held, false);
  const caughtUp = log.conflatedSince(request.from, request.midway ? request.to : request.from);
  return caughtUp && arrange(log.epoch, { ...request, to: log.head, conflate: true }, caughtUp, true);
}

function arrange(
  epoch: string,
  request: SliceRequest,
  entries: readonly LogEntry[],
  recalled: boolean,
): Slice {
  const { from, to, order } = request;
  // Joined first and chosen then: what counts is whether the spec met the filter when the subscriber last knew it.
  const changes = request.conflate ? conflate(entries) : entries.map((entry) => ({ ...entry, joined: 1 }));
  const chosen = changes.filter(({ change }) => request.matches(change));
  const ranks = order === 'PRIORITY' ? ranksOf(chosen) : undefined;
  const placed = chosen.map(({ change, timestampMs, position, joined }) => {
    const place = { rank: ranks?.get(changedId(change)) ?? 0, position };
    return { change, timestampMs, joined, place };
  });
  // By position they are in order already.
  if (ranks) placed.sort((a, b) => comparePlaces(a.place, b.place));

  // Where nothing was joined or moved, all up to an item's position has been delivered with it.
  const plain = order === 'COMMITTED' && !recalled && changes.length === entries.length;
  const cursorAt = (at: number, place: Place): string => {
    if (at === placed.length - 1) return formatCursor({ epoch, position: to });
    if (plain) return formatCursor({ epoch, position: place.position });
    return formatCursor({ epoch, position: from, partial: { to, reached: place } });
  };
  const items = placed.map(({ change, timestampMs, joined, place }, at) => ({
    change,
    timestampMs,
    joined,
    place,
    cursor: cursorAt(at, place),
  }));
  return { from, to, items, recalled };
}

/** The rank of each spec, by the most urgent priority it has in these changes: its changes stay in their order. */
function ranksOf(items: readonly { readonly change: SpecChange }[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const { change } of items) {
    const id = changedId(change);
    ranks.set(id, Math.min(ranks.get(id) ?? PRIORITIES.length, rankOf(change)));
  }
  return ranks;
}

function rankOf(change: SpecChange): number {
  const { priority }: Pick<Spec, 'priority'> = change.kind === 'deleted' ? change.last : change.after;
  return priority ? PRIORITIES.indexOf(priority) : PRIORITIES.length;
}
