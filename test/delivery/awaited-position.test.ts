import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { Hub } from '../../src/delivery/hub.ts';
import type { SubscriberOptions } from '../../src/delivery/subscriber.ts';
import type { Cursor } from '../../src/log/cursor.ts';
import { LogState } from '../../src/log/log-state.ts';
import { changeBetween, changedId } from '../../src/spec/spec-change.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { FakeReader } from '../support/fake-reader.ts';
import { aSpec } from '../support/specs.ts';
import { PLAIN } from '../support/subscriber-options.ts';

/** A replica that lags, and subscribers whom another server has told of more than it has. */
function createWorld() {
  const replica = new LogState('one');
  const hub = new Hub({ log: replica });
  const tell = (deliveries: Delivery[], subscriber: AsyncIterable<Delivery>) =>
    void (async () => {
      for await (const delivery of subscriber) deliveries.push(delivery);
    })();
  return {
    replica,
    hub,
    commit(...titles: string[]) {
      const { head } = replica;
      let before: Spec | undefined = replica.specs.get('E1');
      const entries = titles.map((title, at) => {
        const after = aSpec({ id: 'E1', title });
        const change = changeBetween(before, after)!;
        before = after;
        return { change, position: head + at + 1, timestampMs: 0 };
      });
      replica.commit(entries, []);
    },
    /** All that is told to one who has all up to a position, pulled and handed over. */
    resume(since: Omit<Cursor, 'epoch'>, options: Partial<SubscriberOptions> = {}) {
      const cursor = { epoch: 'one', ...since };
      const asked = { ...PLAIN, conflate: false, ...options };
      const pulled: Delivery[] = [];
      tell(pulled, hub.subscribe({}, asked, cursor));
      const reader = new FakeReader(replica);
      const handed = hub.subscribe({}, asked, cursor);
      handed.attach(reader);
      void handed.next();
      return { pulled, handed: reader.taken, subscriber: handed };
    },
    [Symbol.dispose]: () => hub[Symbol.dispose](),
  };
}

const inShort = (deliveries: readonly Delivery[]) =>
  deliveries.flatMap((delivery) => {
    if (delivery.kind === 'resync') return delivery.reason;
    if (delivery.kind === 'snapshot') return 'snapshot';
    return delivery.items.map(({ change }) =>
      change.kind === 'deleted' ? `no ${changedId(change)}` : change.after.title,
    );
  });

const turn = () => new Promise((resolve) => void setTimeout(resolve, 0));

describe('whoever comes with a position that this server has not come to yet', () => {
  test.each([{ snapshot: false }, { snapshot: true }])(
    'is told what comes behind it, and nothing before (%o)',
    async (options) => {
      using world = createWorld();
      world.commit('1', '2');
      const { pulled, handed, subscriber } = world.resume({ position: 4 }, options);
      await turn();
      world.commit('3');
      await turn();
      expect([pulled, handed, subscriber.isBehind]).toEqual([[], [], false]);
      world.commit('4', '5', '6');
      for (const told of [pulled, handed]) await expect.poll(() => inShort(told)).toEqual(['5', '6']);
      world.commit('7');
      for (const told of [pulled, handed]) await expect.poll(() => inShort(told)).toEqual(['5', '6', '7']);
    },
  );

  test('is told the rest of the slice that it was in the midst of', async () => {
    using world = createWorld();
    world.commit('1');
    const partial = { to: 3, reached: { rank: 0, position: 2 } };
    const { pulled, handed } = world.resume({ position: 1, partial });
    await turn();
    world.commit('2');
    await turn();
    world.commit('3');
    for (const told of [pulled, handed]) await expect.poll(() => inShort(told)).toEqual(['3']);
  });

  test('begins anew when nobody has that position any more', async () => {
    using world = createWorld();
    world.commit('1');
    const told = world.resume({ position: 4 });
    const shown = world.resume({ position: 4 }, { snapshot: true });
    world.replica.confirm();
    await turn();
    // It may have been asked before they came.
    expect(told.pulled).toEqual([]);
    world.replica.confirm();
    for (const { pulled, handed } of [told, shown])
      await expect.poll(() => handed.length + pulled.length).toBe(2);
    expect(inShort([...told.pulled, ...told.handed])).toEqual(['UNKNOWN_LOG', 'UNKNOWN_LOG']);
    expect(inShort([...shown.pulled, ...shown.handed])).toEqual(['snapshot', 'snapshot']);
    world.commit('2');
    await expect.poll(() => inShort(told.handed)).toEqual(['UNKNOWN_LOG', '2']);
  });

  test('leaves nothing behind when it goes before', async () => {
    using world = createWorld();
    const { subscriber } = world.resume({ position: 4 });
    await subscriber.return();
    world.commit('1', '2', '3', '4', '5');
    world.replica.confirm();
    world.replica.confirm();
    expect(world.hub.size).toBe(1);
  });
});
