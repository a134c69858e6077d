import { expect, test } from 'vitest';
import {
  ConnectionsDocument,
  ServerStatusDocument,
  ServerStatusTicksDocument,
} from '../../src/client/generated/graphql.ts';
import { changeBetween } from '../../src/spec/spec-change.ts';
import { CLIENTS, query } from '../support/clients.ts';
import { follow } from '../support/follower.ts';
import { startServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';

test('connections and the status of the server tell the truth', async () => {
  await using server = await startServer({}, { keepAliveMs: 400 });
  const { log } = server.services;
  const save = (title: string): void => {
    const change = changeBetween(log.specs.get('E1'), aSpec({ id: 'E1', title }));
    log.append([change!], []);
  };
  const prompt = [await follow(server.url, 'WEBSOCKET'), await follow(server.url, 'SSE')];
  const patient = [
    await follow(server.url, 'WEBSOCKET', { windowMs: 2_000 }),
    await follow(server.url, 'SSE', { windowMs: 2_000 }),
  ];
  const all = [...prompt, ...patient];
  // Each begins with a snapshot, which is a delivery too.
  await expect.poll(() => server.services.hub.totals.delivered).toBe(4);
  for (const title of ['one', 'two', 'three', 'four']) {
    save(title);
    await expect.poll(() => prompt.every(({ titles }) => titles.get('E1') === title)).toBe(true);
  }
  await expect
    .poll(() => patient.map(({ titles }) => titles.get('E1')), { timeout: 10_000 })
    .toEqual(['four', 'four']);
  await expect.poll(() => server.services.hub.totals.delivered).toBe(4 + 2 * 4 + 2);

  const { connections } = await query(server.url, ConnectionsDocument);
  const told = connections.map(({ transport, subscriptions }) => ({
    transport,
    counts: subscriptions.map(({ field, delivered, conflated }) => [field, delivered, conflated]),
  }));
  expect(told).toEqual([
    { transport: 'WEBSOCKET', counts: [['specsChanged', 5, 0]] },
    { transport: 'SSE', counts: [['specsChanged', 5, 0]] },
    { transport: 'WEBSOCKET', counts: [['specsChanged', 2, 3]] },
    { transport: 'SSE', counts: [['specsChanged', 2, 3]] },
  ]);
  for (const { transport, connectedAt, lastSeenAt, roundTripMs } of connections) {
    // Pinged, or found to take what is sent, while the changes were gathered.
    expect(Date.parse(lastSeenAt) - Date.parse(connectedAt)).toBeGreaterThan(500);
    if (transport === 'SSE') expect(roundTripMs).toBeNull();
    else expect(roundTripMs).toBeGreaterThan(0);
  }

  const expected = {
    connections: { websocket: 2, sse: 2, opened: 4, closed: 0, pruned: 0, refused: 0 },
    delivery: { subscriptions: 4, committed: 4, delivered: 14, conflated: 6, resyncs: 0 },
  };
  const { serverStatus } = await query(server.url, ServerStatusDocument);
  expect(serverStatus).toMatchObject(expected);
  const { latencyP50Ms, latencyP99Ms } = serverStatus.delivery;
  // Most were delivered at once, and those that were gathered two seconds after the first commit that they tell of.
  expect(latencyP50Ms).toBeLessThan(1_000);
  expect(latencyP99Ms).toBeGreaterThanOrEqual(latencyP50Ms!);

  await using client = CLIENTS['WebSocket']!(server.url);
  await using ticks = client.subscribe(ServerStatusTicksDocument, { everySeconds: 1 });
  const { serverStatus: ticked } = await ticks.data();
  expect(ticked).toMatchObject({
    delivery: expected.delivery,
    connections: { ...expected.connections, websocket: 3, opened: 5 },
  });
  for (const follower of all) follower.close();
});
