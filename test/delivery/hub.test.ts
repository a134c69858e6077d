import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { Hub } from '../../src/delivery/hub.ts';
import type { Subscriber, SubscriberOptions } from '../../src/delivery/subscriber.ts';
import { parseCursor, type Cursor } from '../../src/log/cursor.ts';
import { createMemoryLog, type MemoryLogOptions } from '../../src/log/memory-log.ts';
import { changeBetween, changedId } from '../../src/spec/spec-change.ts';
import type { SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { aSpec } from '../support/specs.ts';
import { PLAIN } from '../support/subscriber-options.ts';

function createFixture(limits: MemoryLogOptions = {}) {
  const log = createMemoryLog(limits);
  const hub = new Hub({ log });
  return {
    log,
    hub,
    subscribe: (filter: SpecChangeFilter = {}, options: Partial<SubscriberOptions> = {}, since?: Cursor) =>
      hub.subscribe(filter, { ...PLAIN, ...options }, since),
    /** Commits these versions together; an ID alone deletes. */
    commit: (...versions: (Spec | string)[]) =>
      log.append(
        versions.flatMap((version) => {
          const [before, after] =
            typeof version === 'string'
              ? [log.specs.get(version), undefined]
              : [log.specs.get(version.id), version];
          return changeBetween(before, after) ?? [];
        }),
        [],
      ),
  };
}

async function take(subscriber: Subscriber): Promise<Delivery> {
  const { done, value } = await subscriber.next();
  if (done) throw new Error('The subscriber has ended.');
  return value;
}

const idsIn = (delivery: Delivery) =>
  delivery.kind === 'changes' ? delivery.items.map(({ change }) => changedId(change)) : delivery.kind;

describe('a commit', () => {
  test('wakes those whose filter it matches, and only them', async () => {
    const { hub, subscribe, commit } = createFixture();
    const [one, other, all] = [subscribe({ ids: ['E1'] }), subscribe({ ids: ['E2'] }), subscribe()];
    const notified = [one, other, all].map((subscriber) => vi.spyOn(subscriber, 'notify'));
    commit(aSpec({ id: 'E1' }));
    expect(notified.map((spy) => spy.mock.calls.length)).toEqual([1, 0, 1]);
    expect(idsIn(await take(one))).toEqual(['E1']);
    expect(idsIn(await take(all))).toEqual(['E1']);
    commit(aSpec({ id: 'E2' }));
    expect(idsIn(await take(other))).toEqual(['E2']);
    expect(hub.size).toBe(3);
  });

  test('is read once for all who have the same filter, who get the same object', async () => {
    const { hub, log, subscribe, commit } = createFixture();
    const window = vi.spyOn(log, 'window');
    const filters = [{ ids: ['E1', 'E2'] }, { ids: ['E2', 'E1', 'E1'], tags: [] }];
    const subscribers = Array.from({ length: 50 }, (_, at) => subscribe(filters[at % 2]));
    expect(hub.interests).toBe(1);
    commit(aSpec({ id: 'E1' }));
    const deliveries = await Promise.all(subscribers.map(take));
    expect(new Set(deliveries).size).toBe(1);
    expect(window).toHaveBeenCalledTimes(1);
  });

  test('that a subscriber does not read costs it nothing but the place where it stands', async () => {
    const { log, subscribe, commit } = createFixture({ windowChanges: 10 });
    const subscriber = subscribe();
    const notify = vi.spyOn(subscriber, 'notify');
    const window = vi.spyOn(log, 'window');
    for (let at = 0; at < 1000; at += 1) commit(aSpec({ id: 'E1', title: `Version ${at}` }));
    expect(notify).toHaveBeenCalledTimes(1000);
    expect(window).not.toHaveBeenCalled();
    const delivery = await take(subscriber);
    expect(delivery).toMatchObject({
      items: [{ change: { kind: 'created', after: { title: 'Version 999' } } }],
    });
  });
});

describe('a subscriber', () => {
  test('ends at once while it waits, and leaves nothing', async () => {
    const { hub, subscribe } = createFixture();
    const subscriber = subscribe({ ids: ['E1'] });
    const pending = [subscriber.next(), subscriber.next()];
    await subscriber.return();
    expect(await Promise.all(pending)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect([hub.size, hub.interests]).toEqual([0, 0]);
    await subscriber.return();
    expect(await subscriber.next()).toEqual({ done: true, value: undefined });
  });

  test('is ended with its hub', async () => {
    const { hub, subscribe } = createFixture();
    const pending = subscribe().next();
    hub[Symbol.dispose]();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(hub.size).toBe(0);
  });

  test('that is too slow for the log and its tombstones is told that its position is lost', async () => {
    const { subscribe, commit } = createFixture({ windowChanges: 1, tombstones: 1 });
    commit(aSpec({ id: 'E1' }), aSpec({ id: 'E2' }));
    const subscriber = subscribe();
    commit('E1');
    commit('E2');
    expect(await take(subscriber)).toMatchObject({ kind: 'resync', reason: 'EXPIRED' });
    commit(aSpec({ id: 'E4' }));
    expect(idsIn(await take(subscriber))).toEqual(['E4']);
  });

  test('gets a snapshot instead, where it asked for one, and no gap behind it', async () => {
    const { log, subscribe, commit } = createFixture();
    commit(aSpec({ id: 'E1' }), aSpec({ id: 'E2' }));
    const subscriber = subscribe({ ids: ['E1', 'E3'] }, { snapshot: true });
    expect(subscriber.cursor).toBeUndefined();
    commit(aSpec({ id: 'E3' }));
    expect(await take(subscriber)).toMatchObject({ kind: 'snapshot', specs: [{ id: 'E1' }, { id: 'E3' }] });
    commit(aSpec({ id: 'E1', title: 'Later' }));
    expect(idsIn(await take(subscriber))).toEqual(['E1']);
    const elsewhere = subscribe({}, { snapshot: true }, { epoch: 'another', position: 1 });
    expect(await take(elsewhere)).toMatchObject({ kind: 'snapshot' });
    const future = subscribe({}, {}, { epoch: log.epoch, position: 99 });
    expect(await take(future)).toMatchObject({ kind: 'resync', reason: 'UNKNOWN_LOG' });
  });

  test('carries on in the midst of a slice from the cursor of the last piece', async () => {
    const { subscribe, commit } = createFixture();
    const first = subscribe();
    commit(aSpec({ id: 'E1' }), aSpec({ id: 'E2' }), aSpec({ id: 'E3' }));
    commit(aSpec({ id: 'E1', title: 'Later' }));
    const { cursor } = await take(first);
    await first.return();
    const second = subscribe({}, { maxItems: 10 }, parseCursor(cursor));
    const rest = await take(second);
    expect(idsIn(rest)).toEqual(['E3', 'E1']);
    expect(rest).toMatchObject({ items: [{}, { change: { kind: 'created' }, joined: 2 }] });
  });
});

describe('the pace', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** What has come after so much time, if anything has. */
  async function after(ms: number, pending: Promise<IteratorResult<Delivery, undefined>>) {
    let come: unknown = 'nothing';
    void pending.then(({ value }) => (come = value && idsIn(value)));
    await vi.advanceTimersByTimeAsync(ms);
    return come;
  }

  test('gathers changes for as long as asked', async () => {
    const { subscribe, commit } = createFixture();
    const subscriber = subscribe({}, { windowMs: 1000, maxItems: 10 });
    const pending = subscriber.next();
    commit(aSpec({ id: 'E1' }));
    expect(await after(600, pending)).toBe('nothing');
    commit(aSpec({ id: 'E2' }));
    expect(await after(399, pending)).toBe('nothing');
    expect(await after(1, pending)).toEqual(['E1', 'E2']);
  });

  test('does not make critical specs wait, nor what came before them', async () => {
    const { subscribe, commit } = createFixture();
    const subscriber = subscribe({}, { windowMs: 60_000, maxItems: 10 });
    const pending = subscriber.next();
    commit(aSpec({ id: 'E1' }));
    expect(await after(10, pending)).toBe('nothing');
    commit(aSpec({ id: 'E2', priority: 'CRITICAL' }));
    expect(await after(0, pending)).toEqual(['E1', 'E2']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('spreads deliveries, and joins what exceeds it', async () => {
    const { hub, subscribe, commit } = createFixture();
    const subscriber = subscribe({}, { maxPerSecond: 2 });
    commit(aSpec({ id: 'E1' }));
    expect(await after(0, subscriber.next())).toEqual(['E1']);
    const second = subscriber.next();
    for (let at = 0; at < 10; at += 1) commit(aSpec({ id: 'E1', title: `Version ${at}` }));
    expect(await after(499, second)).toBe('nothing');
    expect(await after(1, second)).toEqual(['E1']);
    const { value } = await second;
    expect(value).toMatchObject({ items: [{ joined: 10, change: { after: { title: 'Version 9' } } }] });
    hub.taken(value!);
    expect(hub.totals).toMatchObject({ delivered: 1, conflated: 9, committed: 11 });
  });

  test('leaves no timer when it ends', async () => {
    const { subscribe, commit } = createFixture();
    const subscriber = subscribe({}, { windowMs: 5000 });
    const pending = subscriber.next();
    commit(aSpec({ id: 'E1' }));
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(1);
    await subscriber.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a hurry', () => {
  test('ends what gathers and what slows down, now and from then on', async () => {
    const { hub, subscribe, commit } = createFixture();
    const gathering = subscribe({}, { windowMs: 60_000 });
    const slowed = subscribe({}, { maxPerSecond: 0.001 });
    commit(aSpec({ id: 'E1' }));
    await take(slowed);
    commit(aSpec({ id: 'E2' }));
    const [gathered, next] = [take(gathering), take(slowed)];
    expect([gathering.isBehind, slowed.isBehind]).toEqual([true, true]);
    hub.hurry();
    expect([idsIn(await gathered), idsIn(await next)]).toEqual([['E1'], ['E2']]);
    expect(idsIn(await take(gathering))).toEqual(['E2']);
    commit(aSpec({ id: 'E3' }));
    expect([idsIn(await take(gathering)), idsIn(await take(slowed))]).toEqual([['E3'], ['E3']]);
  });

  test('is over for a subscriber who waits, and lacks nothing', async () => {
    const { subscribe, commit } = createFixture();
    const subscriber = subscribe();
    commit(aSpec({ id: 'E1' }));
    expect(subscriber.isBehind).toBe(true);
    await take(subscriber);
    // Whoever took a delivery may still be writing it.
    expect(subscriber.isBehind).toBe(true);
    const waiting = take(subscriber);
    expect(subscriber.isBehind).toBe(false);
    commit(aSpec({ id: 'E2' }));
    expect(subscriber.isBehind).toBe(true);
    await waiting;
    await subscriber.return();
    expect(subscriber.isBehind).toBe(false);
  });
});
