import { expect, test } from 'vitest';
import { shareOf } from '../../src/schema/delivery-share.ts';
import type { LocalLog } from '../../src/log/change-log.ts';
import { startServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';
import { TRANSPORTS } from '../support/transport-suite.ts';

const CHANGES = 'subscription { specChanged { cursor ... on SpecUpdated { spec { title } } } }';

/** Commits a new title for E1, by itself. */
function retitle(log: LocalLog, title: string): void {
  const before = log.specs.get('E1')!;
  log.append([{ kind: 'updated', before, after: aSpec({ id: 'E1', title }), fields: ['title'] }], []);
}

function seed(log: LocalLog): void {
  log.seed([{ kind: 'created', after: aSpec({ id: 'E1', title: 'Title 0' }) }], []);
}

test.each(TRANSPORTS)(
  'over $name what exceeds the deliveries of a connection is joined, and the last of it arrives',
  async ({ connect }) => {
    await using server = await startServer({}, { maxDeliveriesPerSecond: 1 });
    const { log, hub, connections } = server.services;
    seed(log);
    using client = connect(server.url.href);
    const results = client.iterate({ query: CHANGES });
    const first = results.next();
    await expect.poll(() => hub.size).toBe(1);
    retitle(log, 'Title 1');
    expect((await first).value).toMatchObject({ data: { specChanged: { spec: { title: 'Title 1' } } } });
    const startedAt = performance.now();
    for (let i = 2; i <= 51; i += 1) retitle(log, `Title ${i}`);
    const { value } = await results.next();
    expect(value).toMatchObject({ data: { specChanged: { spec: { title: 'Title 51' } } } });
    expect(performance.now() - startedAt).toBeGreaterThan(500);
    const third = results.next();
    const [subscription] = connections.all()[0]!.subscriptions;
    await expect.poll(() => subscription).toMatchObject({ delivered: 2, conflated: 49 });
    await results.return?.();
    await third.catch(() => undefined);
  },
);

test('the deliveries of a connection are shared by its subscriptions, also where they ask for more', async () => {
  await using server = await startServer({}, { maxDeliveriesPerSecond: 1 });
  const { log, hub } = server.services;
  seed(log);
  using client = TRANSPORTS[0]!.connect(server.url.href);
  const asked = CHANGES.replace('specChanged', 'specChanged(delivery: { maxPerSecond: 1000 })');
  const all = [client.iterate({ query: CHANGES }), client.iterate({ query: asked })];
  const firsts = all.map((results) => results.next());
  await expect.poll(() => hub.size).toBe(2);
  retitle(log, 'Title 1');
  await Promise.all(firsts);
  const startedAt = performance.now();
  retitle(log, 'Title 2');
  for (const results of all) {
    expect((await results.next()).value).toMatchObject({
      data: { specChanged: { spec: { title: 'Title 2' } } },
    });
  }
  // Two seconds, since there are two; not divided it would be one.
  expect(performance.now() - startedAt).toBeGreaterThan(1_400);
});

test('a share is an even part of what there is, by the subscriptions there are now', () => {
  const connection = { subscriptions: Array.from({ length: 4 }) as never[] };
  expect(shareOf(connection, { maxDeliveriesPerSecond: 10 })).toBe(2.5);
  expect(shareOf({ subscriptions: [] }, { maxDeliveriesPerSecond: 10 })).toBe(10);
  expect(shareOf(null, { maxDeliveriesPerSecond: 10 })).toBe(10);
  expect(shareOf(connection, { maxDeliveriesPerSecond: 0 })).toBe(Infinity);
});
