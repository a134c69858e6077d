import { describe, expect, test } from 'vitest';
import { createSpecClient, type SpecClient } from '../../src/client/index.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { startStreamServer } from '../support/stream-server.ts';

const DOCUMENT = 'subscription { specChanged { ... on SpecUpdated { spec { title } } } }';
const FILES = { 'E01.spec.md': specText({ title: 'Docks' }) };

/** Subscribes; resolves when the server has begun it. */
function begun(client: SpecClient, next: () => void = () => undefined): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<() => void>();
  const stop = client.subscribe(DOCUMENT, undefined, { next }, { onBegun: () => resolve(stop) });
  return promise;
}

describe.each(['websocket', 'sse'] as const)('over %s', (transport) => {
  const connect = (url: string | URL) => createSpecClient({ url, transports: [transport] });

  test('a thousand subscriptions that come and go leave nothing behind', async () => {
    await using server = await startServer(FILES, { maxMessagesPerSecond: 100_000 });
    using client = connect(server.url);
    await begun(client);
    for (let batch = 0; batch < 50; batch += 1) {
      const stops = await Promise.all(Array.from({ length: 20 }, () => begun(client)));
      for (const stop of stops) stop();
      // One that nobody waited for.
      client.subscribe(DOCUMENT, undefined, { next: () => undefined })();
    }
    await expect.poll(() => server.services.hub.size).toBe(1);
    expect(server.services.connections.all()).toHaveLength(1);
    client.dispose();
    await expect.poll(() => server.services.hub.size).toBe(0);
    await expect.poll(() => server.services.connections.all()).toEqual([]);
  });

  test('subscribing and stopping within a result concerns nobody else', async () => {
    await using server = await startServer(FILES);
    using client = connect(server.url);
    const seen: string[] = [];
    const inner = Promise.withResolvers<void>();
    const stop = await begun(client, () => {
      seen.push('first');
      stop();
      void begun(client, () => seen.push('inner')).then(() => inner.resolve());
    });
    await begun(client, () => seen.push('other'));
    await server.tree.write('E01.spec.md', specText({ title: 'Quays' }));
    await inner.promise;
    await server.tree.write('E01.spec.md', specText({ title: 'Piers' }));
    await expect.poll(() => seen.toSorted()).toEqual(['first', 'inner', 'other', 'other']);
    expect(server.services.hub.size).toBe(2);
  });

  test('disposing within a result ends all', async () => {
    await using server = await startServer(FILES);
    using client = connect(server.url);
    await begun(client, () => client.dispose());
    await begun(client, () => client.dispose());
    await server.tree.write('E01.spec.md', specText({ title: 'Quays' }));
    await expect.poll(() => server.services.connections.all()).toEqual([]);
    expect(client.status.state).toBe('idle');
  });

  test('two clients do not know of each other', async () => {
    await using server = await startServer(FILES);
    using first = connect(server.url);
    using second = connect(server.url);
    const seen: string[] = [];
    await begun(first, () => seen.push('first'));
    await begun(second, () => seen.push('second'));
    first.dispose();
    await expect.poll(() => server.services.hub.size).toBe(1);
    await server.tree.write('E01.spec.md', specText({ title: 'Quays' }));
    await expect.poll(() => seen).toEqual(['second']);
  });
});

test.each([
  ['an event nobody knows', 'event: surprise\ndata: {}\n\n', 'Invalid stream event "surprise"'],
  ['data that is no JSON', 'event: next\ndata: {{{\n\n', 'Invalid stream data'],
  ['an event without a name', 'data: {}\n\n', 'Missing message event'],
  ['data that is no object', 'event: next\ndata: 5\n\n', "'in' operator"],
])('%s on an event stream is the end of that, and says so', async (_, text, reason) => {
  await using server = await startStreamServer();
  using client = createSpecClient({ url: server.url, transports: ['sse'] });
  client.subscribe(DOCUMENT);
  await expect.poll(() => server.requests).toContain('POST');
  const reasons: (string | null)[] = [];
  client.onStatus((status) => void reasons.push(status.reason));
  server.write(text);
  await expect.poll(() => reasons[0]).toContain(reason);
  await expect.poll(() => client.status.state).toBe('live');
});

test('results of operations that nobody has begun harm none', async () => {
  await using server = await startStreamServer();
  using client = createSpecClient({ url: server.url, transports: ['sse'] });
  const results = client.subscribe(DOCUMENT);
  await expect.poll(() => server.requests).toContain('POST');
  const write = (id: string, at: number) =>
    server.write(`event: next\ndata: ${JSON.stringify({ id, payload: { data: { at } } })}\n\n`);
  for (let at = 0; at < 1_000; at += 1) write(`nobody-${at % 10}`, at);
  server.write('event: complete\ndata: {"id":"nobody-1"}\n\n');
  write('1', 7);
  expect((await results.next()).value?.data).toEqual({ at: 7 });
});

test('six connections are enough for fifty subscriptions and the queries beside them', async () => {
  await using server = await startServer(FILES);
  let free = 6;
  const waiting: (() => void)[] = [];
  const limited: typeof fetch = async (url, init) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    const letGo = () => {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    };
    try {
      const response = await fetch(url, init);
      // The stream keeps its own.
      if (init?.method !== 'GET') letGo();
      return response;
    } catch (error) {
      letGo();
      throw error;
    }
  };
  using client = createSpecClient({ url: server.url, transports: ['sse'], fetch: limited });
  const all = Array.from({ length: 50 }, () => begun(client));
  const queries = Array.from({ length: 20 }, () => client.query('{ stats { total } }'));
  expect(await Promise.all(queries)).toHaveLength(20);
  await Promise.all(all);
  expect(server.services.hub.size).toBe(50);
  expect(free).toBe(5);
});
