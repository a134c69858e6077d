import { describe, expect, test, vi } from 'vitest';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { Hub } from '../../src/delivery/hub.ts';
import type { SubscriberOptions } from '../../src/delivery/subscriber.ts';
import { parseCursor } from '../../src/log/cursor.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { changeBetween, changedId } from '../../src/spec/spec-change.ts';
import type { SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { FakeReader } from '../support/fake-reader.ts';
import { aSpec } from '../support/specs.ts';
import { PLAIN } from '../support/subscriber-options.ts';

function createFixture(clock = () => performance.now()) {
  const log = createMemoryLog();
  const hub = new Hub({ log, clock });
  const plan = {};
  return {
    log,
    hub,
    /** A subscriber whose reader waits for the next. */
    attach: (filter: SpecChangeFilter = {}, options: Partial<SubscriberOptions> = {}, ownPlan = plan) => {
      const subscriber = hub.subscribe(filter, { ...PLAIN, ...options });
      const reader = new FakeReader(ownPlan);
      subscriber.attach(reader);
      return { subscriber, reader, pulled: subscriber.next() };
    },
    commit: (...specs: Spec[]) =>
      log.append(
        specs.flatMap((spec) => changeBetween(log.specs.get(spec.id), spec) ?? []),
        [],
      ),
  };
}

/** Until nothing more happens by itself. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const idsIn = (deliveries: readonly Delivery[]) =>
  deliveries.flatMap((delivery) =>
    delivery.kind === 'changes' ? delivery.items.map(({ change }) => changedId(change)) : delivery.kind,
  );

describe('subscribers with the same filter, shape and plan who keep up', () => {
  test('are told of a commit as one, and handed one batch that was made once', async () => {
    const { hub, log, attach, commit } = createFixture();
    const all = Array.from({ length: 100 }, () => attach());
    const window = vi.spyOn(log, 'window');
    const before = hub.work;
    commit(aSpec({ id: 'E1' }), aSpec({ id: 'E2' }));
    await settled();
    expect(hub.work.visits - before.visits).toBe(1);
    expect(hub.work.evaluations - before.evaluations).toBe(2);
    expect(window).toHaveBeenCalledTimes(1);
    expect(all.reduce((sum, { reader }) => sum + reader.made.prepared + reader.made.recalled, 0)).toBe(1);
    const [first] = all;
    for (const { reader } of all) expect(reader.batches).toEqual(first!.reader.batches);
    expect(first!.reader.batches).toHaveLength(1);
    expect(new Set(all.map(({ reader }) => reader.batches[0])).size).toBe(1);
    expect(idsIn(first!.reader.taken)).toEqual(['E1', 'E2']);
    expect(hub.totals).toMatchObject({ delivered: 200, committed: 2 });
  });

  test('share what is made for others with another filter, where it is the same change', async () => {
    const { attach, commit } = createFixture();
    const [all, one] = [attach(), attach({ ids: ['E1'] })];
    commit(aSpec({ id: 'E1' }));
    await settled();
    expect(one.reader.taken).toHaveLength(1);
    expect(one.reader.taken[0]).toBe(all.reader.taken[0]);
  });

  test('get what is committed in quick succession together, each change by itself', async () => {
    // The clock stands still, so that no turn is over because the machine is busy.
    const { attach, commit } = createFixture(() => 0);
    const { reader } = attach();
    commit(aSpec({ id: 'E1' }));
    await new Promise((resolve) => setImmediate(resolve));
    commit(aSpec({ id: 'E2' }));
    await settled();
    expect(reader.batches).toHaveLength(1);
    expect(idsIn(reader.taken)).toEqual(['E1', 'E2']);
  });

  test('are handed a large commit in parts', async () => {
    const { attach, commit } = createFixture();
    const { reader } = attach();
    commit(...Array.from({ length: 1000 }, (_, at) => aSpec({ id: `E${at}` })));
    await settled();
    expect(idsIn(reader.taken)).toEqual(Array.from({ length: 1000 }, (_, at) => `E${at}`));
    expect(Math.max(...reader.batches.map((batch) => batch.length))).toBe(64);
    const batched = attach({}, { maxItems: 100 });
    commit(...Array.from({ length: 250 }, (_, at) => aSpec({ id: `F${at}` })));
    await settled();
    expect(batched.reader.batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
  });

  test('with other plans, shapes or filters are served apart', async () => {
    const { hub, attach, commit } = createFixture();
    attach();
    attach({}, {}, {});
    attach({}, { maxItems: 100 });
    attach({}, { conflate: false });
    attach({}, { order: 'PRIORITY' });
    attach({ ids: ['E1'] });
    expect(hub.groups).toBe(6);
    const before = hub.work.visits;
    commit(aSpec({ id: 'E2' }));
    expect(hub.work.visits - before).toBe(5);
    await settled();
  });
});

describe('one without room', () => {
  test('gets nothing more, and then the latest of each spec, while the others go on', async () => {
    const { attach, commit } = createFixture();
    const [slow, quick] = [attach(), attach()];
    commit(aSpec({ id: 'E1', title: 'first' }));
    await settled();
    slow.reader.fill();
    for (const title of ['second', 'third', 'fourth']) {
      commit(aSpec({ id: 'E1', title }), aSpec({ id: title }));
      await settled();
    }
    expect(slow.reader.taken).toHaveLength(1);
    expect(quick.reader.taken).toHaveLength(7);
    slow.reader.drain();
    await settled();
    expect(idsIn(slow.reader.taken)).toEqual(['E1', 'second', 'third', 'E1', 'fourth']);
    expect(slow.reader.taken[3]).toMatchObject({
      items: [{ joined: 3, change: { after: { title: 'fourth' } } }],
    });
    commit(aSpec({ id: 'E9' }));
    await settled();
    expect(idsIn(slow.reader.taken.slice(-1))).toEqual(['E9']);
    expect(slow.reader.made.recalled).toBeGreaterThan(0);
  });

  test('in the midst of a large commit gets the rest later, and nothing twice', async () => {
    const { attach, commit } = createFixture();
    const [slow, quick] = [attach(), attach()];
    const take = vi.spyOn(slow.reader, 'take');
    take.mockImplementationOnce((batch) => {
      slow.reader.taken.push(...batch);
      slow.reader.fill();
    });
    commit(...Array.from({ length: 200 }, (_, at) => aSpec({ id: `E${at}` })));
    await settled();
    expect(slow.reader.taken).toHaveLength(64);
    slow.reader.drain();
    await settled();
    const ids = Array.from({ length: 200 }, (_, at) => `E${at}`);
    expect(idsIn(slow.reader.taken)).toEqual(ids);
    expect(idsIn(quick.reader.taken)).toEqual(ids);
  });

  test('is not read for, and costs a commit nothing after the first', async () => {
    const { hub, log, attach, commit } = createFixture();
    const { reader } = attach();
    reader.fill();
    commit(aSpec({ id: 'E1' }));
    await settled();
    const window = vi.spyOn(log, 'window');
    const room = vi.spyOn(reader, 'room');
    for (let at = 0; at < 1000; at += 1) commit(aSpec({ id: 'E1', title: `Version ${at}` }));
    await settled();
    expect(window).not.toHaveBeenCalled();
    expect(room.mock.calls.length).toBeLessThan(5);
    expect(hub.totals.delivered).toBe(0);
    reader.drain();
    await settled();
    expect(reader.taken).toHaveLength(1);
  });

  test('that has left is not handed anything', async () => {
    const { hub, attach, commit } = createFixture();
    const [one, other] = [attach(), attach()];
    commit(aSpec({ id: 'E1' }));
    await one.subscriber.return();
    expect(await one.pulled).toEqual({ done: true, value: undefined });
    await settled();
    expect(one.reader.taken).toEqual([]);
    expect(other.reader.taken).toHaveLength(1);
    await other.subscriber.return();
    expect([hub.size, hub.interests, hub.groups]).toEqual([0, 0, 0]);
    const before = hub.work.visits;
    commit(aSpec({ id: 'E2' }));
    expect(hub.work.visits).toBe(before);
  });
});

test('what cannot be handed over in batches is pulled one by one, from where it was', async () => {
  const { hub, attach, commit } = createFixture();
  const { subscriber, reader, pulled } = attach();
  reader.canBatch = false;
  commit(aSpec({ id: 'E1' }), aSpec({ id: 'E2' }));
  const first = (await pulled).value!;
  const second = (await subscriber.next()).value!;
  expect(idsIn([first, second])).toEqual(['E1', 'E2']);
  expect(parseCursor(second.cursor)?.position).toBe(2);
  expect(reader.taken).toEqual([]);
  expect([hub.groups, subscriber.reader]).toEqual([0, undefined]);
  const third = subscriber.next();
  commit(aSpec({ id: 'E3' }));
  expect(idsIn([(await third).value!])).toEqual(['E3']);
});

test('who gathers changes or is slowed down is never handed anything, only pulled', async () => {
  const { hub, attach, commit } = createFixture();
  const gathering = attach({}, { windowMs: 1 });
  const slowed = attach({}, { maxPerSecond: 100 });
  expect(hub.groups).toBe(0);
  commit(aSpec({ id: 'E1' }));
  expect(idsIn([(await gathering.pulled).value!, (await slowed.pulled).value!])).toEqual(['E1', 'E1']);
  expect([gathering.reader.taken, slowed.reader.taken]).toEqual([[], []]);
});

test('a snapshot and what follows it are handed over, the same snapshot to all who come at once', async () => {
  const { log, attach, commit } = createFixture();
  commit(aSpec({ id: 'E1' }), aSpec({ id: 'F1' }));
  const readAll = vi.spyOn(log.specs, Symbol.iterator);
  const all = Array.from({ length: 10 }, () => attach({ ids: ['E*'] }, { snapshot: true, maxItems: 100 }));
  await settled();
  expect(new Set(all.map(({ reader }) => reader.taken[0])).size).toBe(1);
  expect(all[0]!.reader.taken).toMatchObject([{ kind: 'snapshot', specs: [{ id: 'E1' }] }]);
  expect(readAll).toHaveBeenCalledTimes(1);
  commit(aSpec({ id: 'E2' }));
  await settled();
  for (const { reader } of all) expect(idsIn(reader.taken)).toEqual(['snapshot', 'E2']);
});

test('one that is asked twice for the next is handed each delivery once, and leaves once', async () => {
  const { hub, attach, commit } = createFixture();
  const { subscriber, reader, pulled } = attach();
  commit(aSpec({ id: 'E1' }));
  const again = subscriber.next();
  await settled();
  commit(aSpec({ id: 'E2' }));
  await settled();
  expect(idsIn(reader.taken)).toEqual(['E1', 'E2']);
  await subscriber.return();
  expect(await Promise.all([pulled, again])).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
  expect([hub.size, hub.interests, hub.groups]).toEqual([0, 0, 0]);
});

test('a hub that ends while something is due leaves nothing', async () => {
  const { hub, attach, commit } = createFixture();
  const { reader, pulled } = attach();
  commit(aSpec({ id: 'E1' }));
  hub[Symbol.dispose]();
  expect(await pulled).toEqual({ done: true, value: undefined });
  await settled();
  expect(reader.taken).toEqual([]);
  expect([hub.size, hub.interests, hub.groups]).toEqual([0, 0, 0]);
});
