import type { ChangeLog, LogEntry } from '../log/change-log.ts';
import { formatCursor } from '../log/cursor.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import { createSpecPredicate, type SpecChangeFilter } from '../spec/spec-filter.ts';
import type { Delivery } from './delivery.ts';
import { InterestIndex, type Interest } from './interest-index.ts';
import { LatencyWindow } from './latency.ts';
import { SliceCache, type CachedSlice } from './slice-cache.ts';
import { readSlice, type SliceRequest, type SliceShape } from './slice.ts';
import { Subscriber, type SubscriberOptions } from './subscriber.ts';

export interface HubOptions {
  readonly log: ChangeLog;
  /** The time in milliseconds since 1970, as the log tells it. */
  readonly now?: () => number;
  /** A monotonic clock in milliseconds, for windows and rates. */
  readonly clock?: () => number;
}

/** Since the start of the process, but for the subscriptions, which are those open now. */
export interface DeliveryTotals {
  readonly subscriptions: number;
  /** Changes committed to the log. */
  readonly committed: number;
  /** Deliveries that a transport has taken. */
  readonly delivered: number;
  /** Changes that were delivered joined into another. */
  readonly conflated: number;
  readonly resyncs: number;
  /** From commit to the write, over the last minute, in milliseconds. */
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

/** The subscribers of a log: wakes those whom a commit concerns, and reads for them what they lack. */
export class Hub implements Disposable {
  readonly #log: ChangeLog;
  readonly #now: () => number;
  readonly #clock: () => number;
  readonly #interests = new InterestIndex<Subscriber>();
  readonly #slices = new SliceCache();
  readonly #latency: LatencyWindow;
  readonly #stopListening: () => void;
  readonly #totals = { committed: 0, delivered: 0, conflated: 0, resyncs: 0 };
  readonly #subscribers = new Set<Subscriber>();

  constructor({ log, now = Date.now, clock = () => performance.now() }: HubOptions) {
    this.#log = log;
    this.#now = now;
    this.#clock = clock;
    this.#latency = new LatencyWindow(now);
    this.#stopListening = log.onCommit((entries) => this.#commit(entries));
  }

  /** How many subscribers there are. */
  get size(): number {
    return this.#subscribers.size;
  }

  /** How many distinct filters they have. */
  get interests(): number {
    return this.#interests.size;
  }

  get totals(): DeliveryTotals {
    return {
      subscriptions: this.size,
      ...this.#totals,
      latencyP50Ms: this.#latency.percentile(0.5),
      latencyP99Ms: this.#latency.percentile(0.99),
    };
  }

  /** Adds a subscriber, which hears of every matching change from now, or from its cursor, until it is returned. */
  subscribe(filter: SpecChangeFilter, options: SubscriberOptions): Subscriber {
    const log = this.#log;
    const subscriber: Subscriber = new Subscriber(options, {
      epoch: log.epoch,
      get head() {
        return log.head;
      },
      clock: this.#clock,
      slice: (from, to, midway) => this.#slice(interest, options, { from, to, midway }),
      snapshot: () => this.#snapshot(filter),
      resync: (reason) => ({ kind: 'resync', reason, cursor: this.#headCursor(), timestampMs: this.#now() }),
      left: () => {
        this.#subscribers.delete(subscriber);
        this.#interests.remove(interest, subscriber);
      },
    });
    const interest: Interest<Subscriber> = this.#interests.add(filter, subscriber);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  /**
   * Notes that a transport has taken a delivery; returns how many changes in it were joined into another.
   * @param startedAtMs when the subscription began: what is older is a replay and says nothing of latency
   */
  taken(delivery: Delivery, startedAtMs = 0): number {
    this.#totals.delivered += 1;
    switch (delivery.kind) {
      case 'changes': {
        if (delivery.timestampMs >= startedAtMs) this.#latency.record(this.#now() - delivery.timestampMs);
        const conflated = delivery.items.reduce((sum, { joined }) => sum + joined - 1, 0);
        this.#totals.conflated += conflated;
        return conflated;
      }
      case 'resync':
        this.#totals.resyncs += 1;
        return 0;
      case 'snapshot':
        return 0;
    }
  }

  /** Ends every subscriber. */
  [Symbol.dispose](): void {
    this.#stopListening();
    for (const subscriber of this.#subscribers) void subscriber.return();
  }

  #commit(entries: readonly LogEntry[]): void {
    this.#totals.committed += entries.length;
    const concerned = new Map<Interest<Subscriber>, { readonly position: number; urgent: boolean }>();
    for (const { change, position } of entries) {
      const urgent = isUrgent(change);
      for (const interest of this.#interests.matching(change)) {
        const first = concerned.get(interest);
        if (!first) concerned.set(interest, { position, urgent });
        else if (urgent) first.urgent = true;
      }
    }
    for (const [interest, { position, urgent }] of concerned) {
      for (const subscriber of interest.members) subscriber.notify(position, urgent);
    }
  }

  #slice(
    interest: Interest<Subscriber>,
    { order, conflate }: SliceShape,
    { from, to, midway }: Pick<SliceRequest, 'from' | 'to' | 'midway'>,
  ): CachedSlice | undefined {
    const key = `${from}-${to}-${order}-${conflate}-${interest.key}`;
    // Only a slice that is recalled in its midst is another than it was at its beginning.
    const midwayKey = `midway-${key}`;
    const cached = this.#slices.get(key) ?? (midway ? this.#slices.get(midwayKey) : undefined);
    if (cached) return cached;
    const { matches } = interest;
    const slice = readSlice(this.#log, { from, to, midway, order, conflate, matches });
    return slice && this.#slices.put(midway && slice.recalled ? midwayKey : key, slice);
  }

  #snapshot(filter: SpecChangeFilter): Delivery {
    const specs = [...this.#log.specs].filter(createSpecPredicate(filter));
    return { kind: 'snapshot', specs, cursor: this.#headCursor(), timestampMs: this.#now() };
  }

  #headCursor(): string {
    return formatCursor({ epoch: this.#log.epoch, position: this.#log.head });
  }
}

function isUrgent(change: SpecChange): boolean {
  switch (change.kind) {
    case 'created':
      return change.after.priority === 'CRITICAL';
    case 'updated':
      return change.after.priority === 'CRITICAL' || change.before?.priority === 'CRITICAL';
    case 'deleted':
      return change.last.priority === 'CRITICAL';
  }
}
