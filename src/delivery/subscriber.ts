import {
  comparePlaces,
  formatCursor,
  parseCursor,
  reachOf,
  type Cursor,
  type PartialSlice,
  type Place,
} from '../log/cursor.ts';
import type { Delivery, ResyncReason } from './delivery.ts';
import { MAX_ITEMS_AT_ONCE, type DirectReader } from './direct-reader.ts';
import type { Interest } from './interest-index.ts';
import type { CachedSlice } from './slice-cache.ts';
import type { SliceShape } from './slice.ts';

/** How a subscriber wants its changes. */
export interface SubscriberOptions extends SliceShape {
  /** How long changes are gathered before they are delivered, in milliseconds; a critical spec ends the wait. */
  readonly windowMs: number;
  /** Most deliveries a second; `Infinity` for as many as the reader takes. */
  readonly maxPerSecond: number;
  /** Most changes in one delivery. */
  readonly maxItems: number;
  /** Whether to begin with all that matches, and again where the position is lost. */
  readonly snapshot: boolean;
}

/** Hears of changes that match an interest. */
export interface Listener {
  notify(position: number, urgent: boolean): void;
}

/** What a subscriber asks its hub for. */
export interface SubscriberHost {
  readonly epoch: string;
  readonly head: number;
  /** Whether a position beyond the head may be one that the log comes to. */
  readonly isReplica: boolean;
  /** Whether nothing is gathered or slowed down any more: what there is leaves at once. */
  readonly isHurried: boolean;
  /** Whether what serves it together with others has something to hand out. */
  isGroupBusy(subscriber: Subscriber): boolean;
  /** The time in milliseconds since 1970, as the log tells it. */
  now(): number;
  /** A monotonic clock, in milliseconds. */
  clock(): number;
  /**
   * What was asked for between two positions; `undefined` where the position is lost.
   * @param midway whether some of it was delivered already
   */
  slice(subscriber: Subscriber, from: number, to: number, midway: boolean): CachedSlice | undefined;
  /** All that matches now. */
  snapshot(subscriber: Subscriber): Delivery;
  resync(reason: ResyncReason): Delivery;
  /** It has a reader that can be handed deliveries on the spot. */
  attached(subscriber: Subscriber, reader: DirectReader): void;
  /** It has no such reader any more. */
  detached(subscriber: Subscriber, reader: DirectReader): void;
  /** It waits and lacks nothing: its reader may be handed the next deliveries. */
  idle(subscriber: Subscriber): void;
  /** Its reader was handed these. */
  handed(subscriber: Subscriber, deliveries: readonly Delivery[]): void;
  /** It waits for the log to come to where it begins: `arrive` is called whenever the log has moved on. */
  awaits(subscriber: Subscriber): void;
  left(subscriber: Subscriber): void;
}

/** Changes that wait: the position they come after, since when, and whether one of them is critical. */
interface Pending {
  readonly from: number;
  readonly sinceMs: number;
  urgent: boolean;
}

/** The longest a Node timer can run. */
const MAX_TIMER_MS = 2_147_483_647;

const DONE = { done: true, value: undefined } as const;

/**
 * A cursor over the log, pulled as an async iterator: a position, and while something waits, from where. It holds
 * no change, so one that is never read costs what an idle one does; and it ends at once, also while it waits.
 */
export class Subscriber implements AsyncIterableIterator<Delivery, undefined>, Listener {
  readonly interest: Interest<Listener>;
  readonly options: SubscriberOptions;
  readonly startedAtMs: number;
  readonly #host: SubscriberHost;
  /** Those who wait in `next`. */
  readonly #waiting: ((result: IteratorResult<Delivery, undefined>) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Where a client resumes that has what was delivered so far. */
  #cursor: string | undefined;
  #opening: 'snapshot' | ResyncReason | undefined;
  /** The slice being handed out piece by piece, by its bounds alone. */
  #slice:
    | { readonly from: number; readonly partial: PartialSlice | undefined; readonly to: number }
    | undefined;
  #pending: Pending | undefined;
  /** Where it begins, as long as the log has not come to there; another server has told it of what is behind the head. */
  #awaited: Cursor | undefined;
  #notBeforeMs = -Infinity;
  #reader: DirectReader | undefined;
  #stopped = false;

  constructor(
    interest: Interest<Listener>,
    options: SubscriberOptions,
    since: Cursor | undefined,
    host: SubscriberHost,
  ) {
    this.interest = interest;
    this.options = options;
    this.#host = host;
    this.startedAtMs = host.now();
    const { snapshot } = options;
    const { epoch, head } = host;
    // Not the head where an opening is due: whoever resumed from there would never be told to begin anew.
    if (since) this.#cursor = formatCursor(since);
    else if (!snapshot) this.#cursor = formatCursor({ epoch, position: head });
    const isAhead = since !== undefined && reachOf(since) > head;
    if (since?.epoch === epoch && isAhead && host.isReplica) {
      this.#awaited = since;
      host.awaits(this);
    } else if (since && (since.epoch !== epoch || isAhead)) {
      this.#opening = snapshot ? 'snapshot' : 'UNKNOWN_LOG';
    } else if (!since) {
      this.#opening = snapshot ? 'snapshot' : undefined;
    } else {
      this.#beginAt(since);
    }
  }

  /**
   * Where a client resumes that has what was delivered so far; known before the first delivery, unless that is a
   * snapshot, without which there is nothing to carry on from.
   */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Tells of a matching change: one that is critical ends a gathering. */
  notify(position: number, urgent: boolean): void {
    // What it lacks is seen when the log has come to where it begins.
    if (this.#awaited) return;
    if (!this.#pending) {
      this.#pending = { from: position - 1, sinceMs: this.#host.clock(), urgent };
    } else if (urgent && !this.#pending.urgent) {
      this.#pending.urgent = true;
    } else {
      return;
    }
    this.#wake();
  }

  /**
   * From now on the reader is handed deliveries whenever it has room, as long as somebody waits in `next`. Has no
   * effect where changes are to be gathered or slowed down: those are pulled.
   */
  attach(reader: DirectReader): void {
    if (this.#stopped || this.options.windowMs > 0 || this.options.maxPerSecond < Infinity) return;
    this.#reader = reader;
    this.#host.attached(this, reader);
  }

  /** Who is handed deliveries, if anybody is. */
  get reader(): DirectReader | undefined {
    return this.#reader;
  }

  /** Whether it waits, and lacks nothing. */
  get isIdle(): boolean {
    return this.#waiting.length > 0 && !this.#awaited && this.#dueAtMs() === Infinity;
  }

  /** Whether something waits to be delivered, or was handed out and not taken yet. */
  get isBehind(): boolean {
    return !this.#stopped && !this.#awaited && (!this.isIdle || this.#host.isGroupBusy(this));
  }

  /** Looks again whether something is due, since the host is in a hurry now; whoever has a reader never waits. */
  hurry(): void {
    if (!this.#reader) this.#wake();
  }

  /** Begins where it is to begin, if the log has come to there; whether it has. */
  arrive(): boolean {
    const { head } = this.#host;
    if (this.#awaited && reachOf(this.#awaited) > head) return false;
    if (this.#awaited) this.#beginAt(this.#awaited);
    this.#awaited = undefined;
    this.#wake();
    return true;
  }

  /** Begins again, as one whose position is of a log that is no more. */
  beginAnew(): void {
    this.#opening = this.options.snapshot ? 'snapshot' : 'UNKNOWN_LOG';
    this.#slice = undefined;
    this.#pending = undefined;
    this.#awaited = undefined;
    this.#wake();
  }

  /** Goes back to pulling; all up to the cursor was handed over. */
  fallBack(cursor: string): void {
    this.#cursor = cursor;
    this.#beginAt(parseCursor(cursor)!);
    this.#wake();
  }

  next(): Promise<IteratorResult<Delivery, undefined>> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#proceed();
    });
  }

  async return(): Promise<IteratorResult<Delivery, undefined>> {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#host.left(this);
      this.#proceed();
    }
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Notes what one lacks who has all up to a cursor. */
  #beginAt({ position, partial }: Cursor): void {
    this.#slice = partial && { from: position, to: partial.to, partial };
    this.#pending = undefined;
    this.#await(partial?.to ?? position, this.#host.head);
  }

  /** Notes what a position in the past lacks, which waits no longer than it takes to read it. */
  #await(from: number, head: number): void {
    if (from < head) this.#pending = { from, sinceMs: -Infinity, urgent: false };
  }

  #dueAtMs(): number {
    const dueAtMs = this.#usuallyDueAtMs();
    return dueAtMs < Infinity && this.#host.isHurried ? -Infinity : dueAtMs;
  }

  #usuallyDueAtMs(): number {
    if (this.#opening || this.#slice) return this.#notBeforeMs;
    if (!this.#pending) return Infinity;
    const { urgent, sinceMs } = this.#pending;
    return Math.max(this.#notBeforeMs, urgent ? -Infinity : sinceMs + this.options.windowMs);
  }

  /** Serves whoever waits, as far as that is possible now; as long as nobody does, nothing is read. */
  #proceed(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      if (this.#stopped) {
        for (const resolve of this.#waiting.splice(0)) resolve(DONE);
        return;
      }
      const waitMs = this.#dueAtMs() - this.#host.clock();
      if (waitMs > 0) return this.#sleep(waitMs);
      if (this.#reader) {
        const hindrance = this.#reader.room() ?? this.#reader.turn();
        if (hindrance) return void hindrance.then(() => this.#proceed());
        this.#handOver(this.#reader);
        continue;
      }
      const value = this.#take();
      if (!value) continue;
      this.#cursor = value.cursor;
      this.#notBeforeMs = this.#host.clock() + 1000 / this.options.maxPerSecond;
      this.#waiting.shift()!({ done: false, value });
    }
  }

  #sleep(ms: number): void {
    if (Number.isFinite(ms)) {
      this.#timer = setTimeout(() => this.#proceed(), Math.min(Math.ceil(ms), MAX_TIMER_MS));
    } else if (this.#reader && !this.#awaited) {
      this.#host.idle(this);
    }
  }

  /** Hands the reader several deliveries at once; one that cannot take them so is a reader no longer. */
  #handOver(reader: DirectReader): void {
    const before = {
      cursor: this.#cursor,
      opening: this.#opening,
      slice: this.#slice,
      pending: this.#pending,
    };
    const deliveries = this.#takeSeveral();
    if (deliveries.length === 0) return;
    const batch = reader.recall(deliveries);
    if (batch !== undefined) {
      reader.take(batch);
      this.#host.handed(this, deliveries);
      return;
    }
    this.#cursor = before.cursor;
    this.#opening = before.opening;
    this.#slice = before.slice;
    this.#pending = before.pending;
    this.#reader = undefined;
    this.#host.detached(this, reader);
  }

  #takeSeveral(): Delivery[] {
    const deliveries: Delivery[] = [];
    let items = 0;
    while (items + this.options.maxItems <= MAX_ITEMS_AT_ONCE || deliveries.length === 0) {
      if (this.#dueAtMs() === Infinity) break;
      const delivery = this.#take();
      if (!delivery) continue;
      deliveries.push(delivery);
      this.#cursor = delivery.cursor;
      if (delivery.kind !== 'changes') break;
      items += delivery.items.length;
    }
    return deliveries;
  }

  #take(): Delivery | undefined {
    if (this.#opening) return this.#open(this.#opening);
    const { from, to, partial } = this.#slice ?? this.#beginSlice();
    const slice = this.#host.slice(this, from, to, partial !== undefined);
    if (partial && slice?.to !== to) {
      // What was delivered may reach further than to where the slice began; a client would resume from there.
      const delivered = parseCursor(this.#cursor ?? '');
      if (delivered && delivered.position > from) {
        this.#beginAt(delivered);
        return undefined;
      }
    }
    if (!slice) {
      this.#opening = this.options.snapshot ? 'snapshot' : 'EXPIRED';
      return undefined;
    }
    // A slice that had to be read anew, up to the head, has the old order only where that is the order of positions.
    const keepsPlaces = slice.to === to || this.options.order === 'COMMITTED';
    const start = partial && keepsPlaces ? placeAfter(slice, partial.reached) : 0;
    const end = Math.min(start + this.options.maxItems, slice.items.length);
    if (slice.to !== to) {
      this.#pending = undefined;
      this.#await(slice.to, this.#host.head);
    }
    this.#slice =
      end < slice.items.length
        ? { from, to: slice.to, partial: { to: slice.to, reached: slice.items[end - 1]!.place } }
        : undefined;
    return start < end ? slice.piece(start, end) : undefined;
  }

  /** All that waits, up to the head, becomes one slice. */
  #beginSlice(): { from: number; to: number; partial: undefined } {
    const { from } = this.#pending!;
    this.#pending = undefined;
    return { from, to: this.#host.head, partial: undefined };
  }

  #open(how: 'snapshot' | ResyncReason): Delivery {
    this.#opening = undefined;
    this.#slice = undefined;
    this.#pending = undefined;
    return how === 'snapshot' ? this.#host.snapshot(this) : this.#host.resync(how);
  }

  /** Not on the stack of a commit, which may have to wake many. */
  #wake(): void {
    if (this.#waiting.length > 0) queueMicrotask(() => this.#proceed());
  }
}

/** The index of the first item behind a place. */
function placeAfter({ items }: CachedSlice, place: Place): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePlaces(items[middle]!.place, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
