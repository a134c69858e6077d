import type { ChangeLog, LogEntry } from '../log/change-log.ts';
import { formatCursor, type Cursor } from '../log/cursor.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import type { SpecChangeFilter } from '../spec/spec-change-filter.ts';
import { createSpecPredicate } from '../spec/spec-filter.ts';
import { SpecsInSight } from '../spec/specs-in-sight.ts';
import type { VisibleScope } from '../spec/visible-scope.ts';
import { Awaiting } from './awaiting.ts';
import type { Delivery } from './delivery.ts';
import { DirectGroup, type DirectGroupHost } from './direct-group.ts';
import { DirectGroups } from './direct-groups.ts';
import type { DirectReader } from './direct-reader.ts';
import { InterestIndex, type Interest } from './interest-index.ts';
import { LatencyWindow } from './latency.ts';
import { SliceReader } from './slice-reader.ts';
import { SnapshotCache } from './snapshot-cache.ts';
import type { SliceShape } from './slice.ts';
import { Subscriber, type Listener, type SubscriberHost, type SubscriberOptions } from './subscriber.ts';
import { Turns } from './turns.ts';

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

/** The subscribers of a log: wakes those whom a commit concerns, and reads for them what they lack. */
export class Hub implements Disposable {
  readonly #log: ChangeLog;
  readonly #now: () => number;
  readonly #clock: () => number;
  readonly #interests = new InterestIndex<Listener>();
  /** With the group of each that has a reader. */
  readonly #subscribers = new Map<Subscriber, Group | undefined>();
  readonly #awaiting = new Awaiting();
  readonly #groups = new DirectGroups<Group>();
  readonly #turns: Turns<Group>;
  readonly #reader: SliceReader;
  readonly #snapshots = new SnapshotCache();
  readonly #latency: LatencyWindow;
  readonly #onDelivered: HubOptions['onDelivered'];
  readonly #totals = { committed: 0, delivered: 0, conflated: 0, resyncs: 0 };
  readonly #stopListening: () => void;
  readonly #subscriberHost: SubscriberHost;
  readonly #groupHost: DirectGroupHost<Subscriber, GroupAsked>;
  #isHurried = false;
  #visits = 0;

  constructor({ log, now = Date.now, clock = () => performance.now(), onDelivered }: HubOptions) {
    this.#log = log;
    this.#now = now;
    this.#clock = clock;
    this.#reader = new SliceReader(log);
    this.#turns = new Turns({
      clock,
      committed: () => this.#totals.committed,
      onTurn: (isDone) => this.#reader.forgetFresh(isDone),
    });
    this.#latency = new LatencyWindow(now);
    this.#onDelivered = onDelivered;
    this.#subscriberHost = this.#createSubscriberHost();
    this.#groupHost = this.#createGroupHost();
    const stopCommits = log.onCommit((entries) => this.#commit(entries));
    const stopReplacements = log.onReplaced((after) => this.#replaced(after));
    const stopConfirmations = log.onConfirmed(() => this.#awaiting.confirm());
    this.#stopListening = () => {
      stopCommits();
      stopReplacements();
      stopConfirmations();
    };
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
   * @param scope what it may see; everything without one
   */
  subscribe(
    filter: SpecChangeFilter,
    options: SubscriberOptions,
    since?: Cursor,
    scope?: VisibleScope | null,
  ): Subscriber {
    const interest = this.#interests.acquire(filter, scope);
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
    this.#turns[Symbol.dispose]();
    this.#snapshots[Symbol.dispose]();
    for (const subscriber of this.#subscribers.keys()) void subscriber.return();
  }

  #commit(entries: readonly LogEntry[]): void {
    this.#totals.committed += entries.length;
    this.#notifyAll(entries);
    this.#awaiting.arrive();
  }

  #notifyAll(entries: readonly LogEntry[]): void {
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

  #replaced(after: number | undefined): void {
    this.#snapshots[Symbol.dispose]();
    if (after === undefined) return this.#beginAnew();
    this.#totals.committed += Math.max(0, this.#log.head - after);
    // What changed is known only as each spec's last; each reads for itself what that comes to for it.
    for (const interest of this.#interests) this.#notify(interest, after + 1, false);
    this.#awaiting.arrive();
  }

  /** Has everybody begin again as one whose position is of another log. */
  #beginAnew(): void {
    this.#reader.forgetAll();
    this.#awaiting.clear();
    // All leave before any enters again, so that what a group has under way ends with it.
    const readers = [...this.#subscribers.keys()].flatMap((subscriber) => {
      const { reader } = subscriber;
      if (reader) this.#leaveGroup(subscriber, reader);
      subscriber.interest.listeners.add(subscriber);
      return reader ? [{ subscriber, reader }] : [];
    });
    for (const { subscriber, reader } of readers) this.#enterGroup(subscriber, reader);
    for (const subscriber of this.#subscribers.keys()) subscriber.beginAnew();
  }

  #notify({ listeners }: Interest<Listener>, position: number, urgent: boolean): void {
    this.#visits += listeners.size;
    for (const listener of listeners) listener.notify(position, urgent);
  }

  #snapshot({ key, filter, scope }: Interest<Listener>): Delivery {
    return this.#snapshots.get(key, this.#log.head, () => {
      const inSight = scope ? new SpecsInSight(this.#log.specs, scope) : this.#log.specs;
      const specs = [...inSight].filter(createSpecPredicate(filter));
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

  #enterGroup(subscriber: Subscriber, reader: DirectReader): void {
    const { interest, options } = subscriber;
    const create = () => new DirectGroup(this.#groupHost, { interest, ...options });
    this.#subscribers.set(subscriber, this.#groups.enter(reader.plan, groupKeyOf(subscriber), create));
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
      get epoch() {
        return log.epoch;
      },
      get head() {
        return log.head;
      },
      isReplica: log.isReplica,
      get isHurried() {
        return isHurried();
      },
      isGroupBusy: (subscriber) => this.#subscribers.get(subscriber)?.isBusy === true,
      now: this.#now,
      clock: this.#clock,
      slice: ({ interest: { key, matches }, options: { order, conflate } }, from, to, midway) =>
        this.#reader.pull({ key, matches, order, conflate }, { from, to, midway }),
      snapshot: ({ interest }) => this.#snapshot(interest),
      resync: (reason) => ({ kind: 'resync', reason, cursor: this.#headCursor(), timestampMs: this.#now() }),
      attached: (subscriber, reader) => this.#enterGroup(subscriber, reader),
      detached: (subscriber, reader) => {
        this.#leaveGroup(subscriber, reader);
        subscriber.interest.listeners.add(subscriber);
      },
      idle: (subscriber) => this.#subscribers.get(subscriber)?.admit(subscriber),
      handed: ({ startedAtMs }, deliveries) => {
        for (const delivery of deliveries) this.taken(delivery, startedAtMs);
      },
      awaits: (subscriber) => this.#awaiting.add(subscriber),
      left: (subscriber) => {
        this.#awaiting.delete(subscriber);
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
      get epoch() {
        return log.epoch;
      },
      get head() {
        return log.head;
      },
      slice: ({ asked: { interest, order, conflate } }, from, to) => {
        const { key, matches, listeners } = interest;
        const part = { from, to, midway: false };
        return this.#reader.fresh({ key, matches, order, conflate }, part, listeners.size === 1);
      },
      schedule: (group) => this.#turns.schedule(group),
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
