import type { ChangeLog, LogEntry } from '../log/change-log.ts';
import { formatCursor, type Cursor } from '../log/cursor.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import { createSpecPredicate, type SpecChangeFilter } from '../spec/spec-filter.ts';
import type { Delivery } from './delivery.ts';
import { DirectGroup, type DirectGroupHost } from './direct-group.ts';
import { DirectGroups } from './direct-groups.ts';
import type { DirectReader } from './direct-reader.ts';
import { InterestIndex, type Interest } from './interest-index.ts';
import { LatencyWindow } from './latency.ts';
import { SliceCache, withPieces, type CachedSlice, type Piece } from './slice-cache.ts';
import { SnapshotCache } from './snapshot-cache.ts';
import { readSlice, type SliceRequest, type SliceShape } from './slice.ts';
import { Subscriber, type Listener, type SubscriberHost, type SubscriberOptions } from './subscriber.ts';

export interface HubOptions {
  readonly log: ChangeLog;
  /** The time in milliseconds since 1970, as the log tells it. */
  readonly now?: () => number;
  /** A monotonic clock in milliseconds, for windows and rates. */
  readonly clock?: () => number;
  /**
   * Hears how long changes took from their commit to the write, in milliseconds, and how many deliveries were made of
   * them: once for all who are served together, and not of replays. It must not throw.
   */
  readonly onDelivered?: (latencyMs: number, deliveries: number) => void;
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

/** What a direct group's members have in common, besides their plan. */
interface GroupAsked extends SliceShape {
  readonly interest: Interest<Listener>;
  readonly maxItems: number;
}

type Group = DirectGroup<Subscriber, GroupAsked>;

/** How long groups may hand out before others have their turn, in milliseconds. */
const TURN_MS = 10;
/** How long commits may be gathered that come in every turn of the event loop, in milliseconds. */
const MAX_GATHER_MS = 1;

/** The subscribers of a log: wakes those whom a commit concerns, and reads for them what they lack. */
export class Hub implements Disposable {
  readonly #log: ChangeLog;
  readonly #now: () => number;
  readonly #clock: () => number;
  readonly #interests = new InterestIndex<Listener>();
  /** With the group of each that has a reader. */
  readonly #subscribers = new Map<Subscriber, Group | undefined>();
  readonly #groups = new DirectGroups<Group>();
  /** Groups that have something to hand out. */
  readonly #due = new Set<Group>();
  readonly #slices = new SliceCache();
  /** Slices that groups hand out in this turn, so that groups with different plans share them. */
  readonly #fresh = new Map<string, CachedSlice>();
  readonly #twins = new Map<string, Piece>();
  readonly #snapshots = new SnapshotCache();
  readonly #latency: LatencyWindow;
  readonly #onDelivered: HubOptions['onDelivered'];
  readonly #totals = { committed: 0, delivered: 0, conflated: 0, resyncs: 0 };
  readonly #stopListening: () => void;
  readonly #subscriberHost: SubscriberHost;
  readonly #groupHost: DirectGroupHost<Subscriber, GroupAsked>;
  #delivering: NodeJS.Immediate | undefined;
  #isHandingOut = false;
  #isHurried = false;
  #dueSinceMs = 0;
  #committedBefore = 0;
  #visits = 0;

  constructor({ log, now = Date.now, clock = () => performance.now(), onDelivered }: HubOptions) {
    this.#log = log;
    this.#now = now;
    this.#clock = clock;
    this.#latency = new LatencyWindow(now);
    this.#onDelivered = onDelivered;
    this.#subscriberHost = this.#createSubscriberHost();
    this.#groupHost = this.#createGroupHost();
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

  /** How many groups there are of subscribers that are served together. */
  get groups(): number {
    return this.#groups.size;
  }

  /** What commits have cost so far: comparisons of a change with a filter, and subscribers or groups told of one. */
  get work(): { readonly evaluations: number; readonly visits: number } {
    return { evaluations: this.#interests.evaluations, visits: this.#visits };
  }

  /** The same as `totals` but for the latency, which takes some reckoning. */
  get counts(): Omit<DeliveryTotals, 'latencyP50Ms' | 'latencyP99Ms'> {
    return { subscriptions: this.size, ...this.#totals };
  }

  get totals(): DeliveryTotals {
    return {
      ...this.counts,
      latencyP50Ms: this.#latency.percentile(0.5),
      latencyP99Ms: this.#latency.percentile(0.99),
    };
  }

  /**
   * Adds a subscriber, which hears of every matching change until it is returned.
   * @param since where to begin; now without one
   */
  subscribe(filter: SpecChangeFilter, options: SubscriberOptions, since?: Cursor): Subscriber {
    const interest = this.#interests.acquire(filter);
    const subscriber = new Subscriber(interest, options, since, this.#subscriberHost);
    interest.listeners.add(subscriber);
    this.#subscribers.set(subscriber, undefined);
    return subscriber;
  }

  /**
   * Notes that a transport has taken a delivery that was pulled.
   * @param startedAtMs when the subscription began: what is older is a replay and says nothing of latency
   */
  taken(delivery: Delivery, startedAtMs = 0): void {
    this.#count(delivery, 1, delivery.timestampMs >= startedAtMs);
  }

  /** From now on nothing is gathered or slowed down for anybody: what waits leaves at once. */
  hurry(): void {
    this.#isHurried = true;
    for (const subscriber of this.#subscribers.keys()) subscriber.hurry();
  }

  /** Ends every subscriber. */
  [Symbol.dispose](): void {
    this.#stopListening();
    clearImmediate(this.#delivering);
    this.#due.clear();
    this.#fresh.clear();
    this.#snapshots[Symbol.dispose]();
    for (const subscriber of this.#subscribers.keys()) void subscriber.return();
  }

  #commit(entries: readonly LogEntry[]): void {
    this.#totals.committed += entries.length;
    const [first] = entries;
    if (first && entries.length === 1) {
      const urgent = isUrgent(first.change);
      for (const interest of this.#interests.matching(first.change)) {
        this.#notify(interest, first.position, urgent);
      }
      return;
    }
    const concerned = new Map<Interest<Listener>, { readonly position: number; urgent: boolean }>();
    for (const { change, position } of entries) {
      const urgent = isUrgent(change);
      for (const interest of this.#interests.matching(change)) {
        const known = concerned.get(interest);
        if (!known) concerned.set(interest, { position, urgent });
        else if (urgent) known.urgent = true;
      }
    }
    for (const [interest, { position, urgent }] of concerned) this.#notify(interest, position, urgent);
  }

  #notify({ listeners }: Interest<Listener>, position: number, urgent: boolean): void {
    this.#visits += listeners.size;
    for (const listener of listeners) listener.notify(position, urgent);
  }

  /**
   * Groups hand out when a turn of the event loop has passed without a commit, or after a millisecond of commits in
   * every turn: what is committed in quick succession is read and executed in one go, and leaves in one write.
   */
  #schedule(group: Group): void {
    this.#due.add(group);
    if (this.#delivering || this.#isHandingOut) return;
    this.#dueSinceMs = this.#clock();
    this.#committedBefore = -1;
    this.#delivering = setImmediate(() => this.#gather());
  }

  #gather(): void {
    const { committed } = this.#totals;
    const isQuiet = committed === this.#committedBefore;
    if (isQuiet || this.#clock() - this.#dueSinceMs >= MAX_GATHER_MS) return this.#handOut();
    this.#committedBefore = committed;
    this.#delivering = setImmediate(() => this.#gather());
  }

  /** In turns, so that no group holds the event loop. */
  #handOut(): void {
    this.#isHandingOut = true;
    const endsAt = this.#clock() + TURN_MS;
    const isTurnOver = () => this.#clock() >= endsAt;
    for (const due of Array.from(this.#due)) {
      this.#due.delete(due);
      due.deliver(isTurnOver);
      if (isTurnOver()) break;
    }
    this.#isHandingOut = false;
    this.#fresh.clear();
    this.#twins.clear();
    this.#delivering = this.#due.size > 0 ? setImmediate(() => this.#handOut()) : undefined;
  }

  #slice(
    { interest, options }: Subscriber,
    from: number,
    to: number,
    midway: boolean,
  ): CachedSlice | undefined {
    const key = sliceKeyOf(interest, options, from, to);
    // Only a slice that is recalled in its midst is another than it was at its beginning.
    const midwayKey = `midway-${key}`;
    const cached = this.#slices.get(key) ?? (midway ? this.#slices.get(midwayKey) : undefined);
    if (cached) return cached;
    const slice = this.#read(interest, options, { from, to, midway });
    return slice && this.#slices.put(midway && slice.recalled ? midwayKey : key, slice);
  }

  #freshSlice({ asked }: Group, from: number, to: number): CachedSlice | undefined {
    const { interest } = asked;
    const part = { from, to, midway: false };
    if (interest.listeners.size === 1) return this.#read(interest, asked, part, this.#twins);
    const key = sliceKeyOf(interest, asked, from, to);
    const known = this.#fresh.get(key);
    if (known) return known;
    const slice = this.#read(interest, asked, part, this.#twins);
    if (slice) this.#fresh.set(key, slice);
    return slice;
  }

  #read(
    { matches }: Interest<Listener>,
    { order, conflate }: SliceShape,
    part: Pick<SliceRequest, 'from' | 'to' | 'midway'>,
    twins?: Map<string, Piece>,
  ): CachedSlice | undefined {
    const slice = readSlice(this.#log, { ...part, order, conflate, matches });
    return slice && withPieces(slice, twins);
  }

  #snapshot({ key, filter }: Interest<Listener>): Delivery {
    return this.#snapshots.get(key, this.#log.head, () => {
      const specs = [...this.#log.specs].filter(createSpecPredicate(filter));
      return { kind: 'snapshot', specs, cursor: this.#headCursor(), timestampMs: this.#now() };
    });
  }

  #headCursor(): string {
    return formatCursor({ epoch: this.#log.epoch, position: this.#log.head });
  }

  #count(delivery: Delivery, times: number, isLive: boolean): void {
    this.#totals.delivered += times;
    this.#totals.conflated += times * joinedIn(delivery);
    if (delivery.kind === 'resync') this.#totals.resyncs += times;
    else if (delivery.kind === 'changes' && isLive) {
      const latencyMs = this.#now() - delivery.timestampMs;
      this.#latency.record(latencyMs, times);
      this.#onDelivered?.(latencyMs, times);
    }
  }

  #leaveGroup(subscriber: Subscriber, reader: DirectReader): void {
    const group = this.#subscribers.get(subscriber);
    if (!group) return;
    this.#subscribers.set(subscriber, undefined);
    this.#groups.leave(reader.plan, groupKeyOf(subscriber));
    if (group.remove(subscriber)) this.#backFromGroup(group, subscriber);
  }

  /** The subscriber hears of commits itself, and the group, where it was the last, no more. */
  #backFromGroup(group: Group, { interest: { listeners } }: Subscriber): void {
    if (group.size === 0) listeners.delete(group);
  }

  #createSubscriberHost(): SubscriberHost {
    const log = this.#log;
    const isHurried = () => this.#isHurried;
    return {
      epoch: log.epoch,
      get head() {
        return log.head;
      },
      get isHurried() {
        return isHurried();
      },
      isGroupBusy: (subscriber) => this.#subscribers.get(subscriber)?.isBusy === true,
      now: this.#now,
      clock: this.#clock,
      slice: (subscriber, from, to, midway) => this.#slice(subscriber, from, to, midway),
      snapshot: ({ interest }) => this.#snapshot(interest),
      resync: (reason) => ({ kind: 'resync', reason, cursor: this.#headCursor(), timestampMs: this.#now() }),
      attached: (subscriber, reader) => {
        const { interest, options } = subscriber;
        const create = () => new DirectGroup(this.#groupHost, { interest, ...options });
        this.#subscribers.set(subscriber, this.#groups.enter(reader.plan, groupKeyOf(subscriber), create));
      },
      detached: (subscriber, reader) => {
        this.#leaveGroup(subscriber, reader);
        subscriber.interest.listeners.add(subscriber);
      },
      idle: (subscriber) => this.#subscribers.get(subscriber)?.admit(subscriber),
      handed: ({ startedAtMs }, deliveries) => {
        for (const delivery of deliveries) this.taken(delivery, startedAtMs);
      },
      left: (subscriber) => {
        if (subscriber.reader) this.#leaveGroup(subscriber, subscriber.reader);
        subscriber.interest.listeners.delete(subscriber);
        this.#subscribers.delete(subscriber);
        this.#interests.release(subscriber.interest);
      },
    };
  }

  #createGroupHost(): DirectGroupHost<Subscriber, GroupAsked> {
    const log = this.#log;
    return {
      epoch: log.epoch,
      get head() {
        return log.head;
      },
      slice: (group, from, to) => this.#freshSlice(group, from, to),
      schedule: (group) => this.#schedule(group),
      entered: (group, subscriber) => {
        const { listeners } = subscriber.interest;
        listeners.delete(subscriber);
        listeners.add(group);
      },
      left: (group, subscriber) => {
        subscriber.interest.listeners.add(subscriber);
        this.#backFromGroup(group, subscriber);
      },
      handed: (deliveries, members) => {
        if (members === 0) return;
        for (const delivery of deliveries) this.#count(delivery, members, true);
      },
    };
  }
}

/** How many changes in a delivery are joined into another. */
export function joinedIn(delivery: Delivery): number {
  if (delivery.kind !== 'changes') return 0;
  return delivery.items.reduce((sum, { joined }) => sum + joined - 1, 0);
}

function sliceKeyOf(
  { key }: Interest<Listener>,
  { order, conflate }: SliceShape,
  from: number,
  to: number,
): string {
  return `${from}-${to}-${order}-${conflate}-${key}`;
}

function groupKeyOf({ interest, options }: Subscriber): string {
  return `${options.order}-${options.conflate}-${options.maxItems}-${interest.key}`;
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
