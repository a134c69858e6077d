import { describe, expect, test } from 'vitest';
import { Hub } from '../../src/delivery/hub.ts';
import type { Delivery } from '../../src/delivery/delivery.ts';
import type { SubscriberOptions } from '../../src/delivery/subscriber.ts';
import { formatCursor } from '../../src/log/cursor.ts';
import { LogState, type LogSnapshot } from '../../src/log/log-state.ts';
import type { PastRecord } from '../../src/log/spec-history.ts';
import { changeBetween, changedId } from '../../src/spec/spec-change.ts';
import type { SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { FakeReader } from '../support/fake-reader.ts';
import { aSpec } from '../support/specs.ts';
import { PLAIN } from '../support/subscriber-options.ts';

/** A replica, and what it becomes when it is read afresh. */
function createWorld() {
  const replica = new LogState('one');
  const hub = new Hub({ log: replica });
  const commit = (...versions: Spec[]): void => {
    const { head } = replica;
    const entries = versions.map((after, at) => ({
      change: changeBetween(replica.specs.get(after.id), after)!,
      position: head + at + 1,
      timestampMs: 0,
    }));
    replica.commit(entries, []);
  };
  const subscribe = (filter: SpecChangeFilter = {}, options: Partial<SubscriberOptions> = {}) =>
    hub.subscribe(filter, { ...PLAIN, maxItems: 10, ...options });
  return {
    replica,
    hub,
    commit,
    subscribe,
    /** As one that has a reader, which is handed deliveries on the spot. */
    attach: async (filter?: SpecChangeFilter, options?: Partial<SubscriberOptions>) => {
      const subscriber = subscribe(filter, options);
      const reader = new FakeReader(replica);
      subscriber.attach(reader);
      void subscriber.next();
      await turn();
      return reader;
    },
    replace: (
      epoch: string,
      head: number,
      specs: readonly Spec[],
      pasts: LogSnapshot['history']['pasts'],
    ) => {
      replica.replace({ epoch, head, specs, looseProblems: [], history: { pasts, prunedThrough: 0 } }, false);
    },
  };
}

const turn = () => new Promise((resolve) => void setTimeout(resolve, 0));
const created = (position: number): PastRecord => ({
  position,
  timestampMs: 0,
  turns: [position],
  fields: { title: position },
});
const inShort = (deliveries: readonly Delivery[]) =>
  deliveries.flatMap((delivery) => {
    if (delivery.kind === 'resync') return delivery.reason;
    if (delivery.kind === 'snapshot') return delivery.specs.map(({ id }) => `has ${id}`).join();
    return delivery.items.map(({ change }) => `${change.kind} ${changedId(change)}`);
  });

const [e1, e2, e3] = ['E1', 'E2', 'E3'].map((id) => aSpec({ id })) as [Spec, Spec, Spec];

describe('when the state of a log is read afresh', () => {
  test('each subscriber gets the conflated rest of what it asked for, pulled or handed over', async () => {
    const { hub, commit, subscribe, attach, replace } = createWorld();
    commit(e1);
    const [all, some] = [subscribe(), subscribe({ ids: ['E3'] })];
    const pulls = [all.next(), some.next()];
    const reader = await attach();
    replace(
      'one',
      5,
      [e2, e3],
      new Map<string, PastRecord>([
        ['E1', { ...created(1), position: 4, turns: [1, 4], tombstone: e1 }],
        ['E2', created(3)],
        ['E3', created(5)],
      ]),
    );
    const [first, second] = await Promise.all(pulls);
    expect(inShort([first!.value!])).toEqual(['created E2', 'deleted E1', 'created E3']);
    expect(inShort([second!.value!])).toEqual(['created E3']);
    await expect.poll(() => inShort(reader.taken)).toEqual(['created E2', 'deleted E1', 'created E3']);
    expect(all.cursor).toBe(formatCursor({ epoch: 'one', position: 5 }));
    expect(hub.totals).toMatchObject({ committed: 5, resyncs: 0 });
    hub[Symbol.dispose]();
  });

  test('all begin anew where it is another log, and hear of what comes then', async () => {
    const { hub, commit, subscribe, attach, replace } = createWorld();
    commit(e1);
    const pulling = subscribe();
    const pull = pulling.next();
    const told = await attach();
    const shown = await attach({}, { snapshot: true });
    const busy = await attach({}, { maxItems: 1 });
    busy.fill();
    commit(e2);
    await expect.poll(() => inShort(told.taken)).toEqual(['created E2']);
    await expect.poll(() => inShort(shown.taken)).toEqual(['has E1', 'created E2']);
    replace('two', 0, [e3], new Map());
    expect(inShort([(await pull).value!])).toEqual(['created E2']);
    expect(inShort([(await pulling.next()).value!])).toEqual(['UNKNOWN_LOG']);
    expect(pulling.cursor).toBe(formatCursor({ epoch: 'two', position: 0 }));
    await expect.poll(() => inShort(told.taken)).toEqual(['created E2', 'UNKNOWN_LOG']);
    await expect.poll(() => inShort(shown.taken)).toEqual(['has E1', 'created E2', 'has E3']);
    busy.drain();
    await expect.poll(() => inShort(busy.taken)).toEqual(['UNKNOWN_LOG']);
    commit(e1);
    for (const reader of [told, shown, busy]) {
      await expect.poll(() => inShort(reader.taken).at(-1)).toBe('created E1');
    }
    expect(inShort([(await pulling.next()).value!])).toEqual(['created E1']);
    hub[Symbol.dispose]();
    expect(hub.size).toBe(0);
  });

  test('what was under way for a group ends with the log that it came from', async () => {
    const { hub, commit, attach, replace } = createWorld();
    const readers = [await attach(), await attach()];
    commit(e1);
    replace('two', 7, [e2], new Map());
    for (const reader of readers) await expect.poll(() => inShort(reader.taken)).toEqual(['UNKNOWN_LOG']);
    expect([hub.size, hub.groups]).toEqual([2, 1]);
    commit(e3);
    for (const reader of readers) {
      await expect.poll(() => inShort(reader.taken)).toEqual(['UNKNOWN_LOG', 'created E3']);
    }
    hub[Symbol.dispose]();
    expect([hub.size, hub.groups]).toEqual([0, 0]);
  });

  test('slices of positions that mean something else now are not handed out', async () => {
    const { hub, commit, subscribe, replace } = createWorld();
    const before = subscribe();
    commit(e1);
    expect(inShort([(await before.next()).value!])).toEqual(['created E1']);
    replace('two', 0, [], new Map());
    const after = subscribe();
    commit(e2);
    expect(inShort([(await after.next()).value!])).toEqual(['created E2']);
    hub[Symbol.dispose]();
  });
});
