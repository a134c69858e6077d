import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { exchangeRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServer, type TestServer } from '../support/transport-server.ts';
import { TRANSPORTS } from '../support/transport-suite.ts';

const TICKS = 'subscription { ticks { number } }';
const UPGRADE = [
  'GET /graphql HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n');

interface Refusal {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

async function refusalOf(response: Response): Promise<Refusal> {
  const { status, headers } = response;
  return { status, retryAfter: headers.get('retry-after'), body: await response.json() };
}

function streamRequest(url: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: TICKS }),
  });
}

async function reserve({ streamUrl }: TestServer): Promise<string> {
  return (await fetch(streamUrl, { method: 'PUT' })).text();
}

/** Every way to ask for a connection, and what is answered where there is no room. */
const REQUESTS: readonly (readonly [string, (server: TestServer) => Promise<Refusal>])[] = [
  [
    'an upgrade',
    async ({ port }) => {
      const answer = await exchangeRaw(port, UPGRADE);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      return {
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
        retryAfter: /^retry-after: (.*)$/im.exec(head)?.[1] ?? null,
        body: JSON.parse(body) as unknown,
      };
    },
  ],
  ['an event stream on /graphql', async ({ url }) => refusalOf(await streamRequest(url))],
  ['an event stream on /graphql/stream', async ({ streamUrl }) => refusalOf(await streamRequest(streamUrl))],
  [
    'a subscription that could be JSON too',
    async ({ url }) =>
      refusalOf(
        await fetch(`${url}?query=${encodeURIComponent(TICKS)}`, {
          headers: { accept: 'application/json, text/event-stream' },
        }),
      ),
  ],
  [
    'a reserved event stream',
    async (server) => {
      const token = await reserve(server);
      return refusalOf(
        await fetch(`${server.streamUrl}?token=${token}`, { headers: { accept: 'text/event-stream' } }),
      );
    },
  ],
  [
    'an operation on a stream that is not open',
    async (server) => {
      const token = await reserve(server);
      return refusalOf(
        await fetch(`${server.streamUrl}?token=${token}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: TICKS, extensions: { operationId: '1' } }),
        }),
      );
    },
  ],
];

describe.each([
  ['maxConnections', 503],
  ['maxConnectionsPerAddress', 429],
] as const)('%s', (limit, status) => {
  test.each(REQUESTS)(`refuses %s with ${status}, by name, and has room again later`, async (_case, ask) => {
    await using server = await startServer({ [limit]: 1 });
    const holder = await new RawSocket(server.wsUrl).acknowledged();
    const { retryAfter, ...refusal } = await ask(server);
    expect(refusal).toEqual({
      status,
      body: {
        errors: [
          {
            message: expect.stringContaining(`at most 1 (\`${limit}\`)`),
            extensions: { code: 'TOO_MANY_CONNECTIONS', limit, max: 1 },
          },
        ],
      },
    });
    expect(retryAfter).toMatch(/^([5-9]|1[0-5])$/);
    expect(server.connections.totals).toMatchObject({ opened: 1, refused: 1, refusedBy: { [limit]: 1 } });
    expect(server.allSources).toHaveLength(0);

    holder[Symbol.dispose]();
    await expect.poll(() => server.connections.count()).toBe(0);
    await using stream = await EventStreamReader.post(server.url, { query: '{ hello }' });
    expect(stream.response.status).toBe(200);
  });

  test('counts event streams too', async () => {
    await using server = await startServer({ [limit]: 1 });
    await using stream = await EventStreamReader.post(server.url, { query: TICKS });
    expect(stream.response.status).toBe(200);
    expect(await exchangeRaw(server.port, UPGRADE)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test('does not concern plain requests', async () => {
    await using server = await startServer({ [limit]: 1 });
    using _holder = await new RawSocket(server.wsUrl).acknowledged();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      body: '{"query":"{ hello }"}',
    });
    expect(await response.json()).toEqual({ data: { hello: 'Hello you' } });
  });
});

describe('subscriptions on one connection', () => {
  test('are refused on a WebSocket for that operation alone, queries go on, and one that ends makes room', async () => {
    await using server = await startServer({ maxSubscriptionsPerConnection: 2 });
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    for (const id of ['1', '2', '3', '4']) socket.subscribe(id, TICKS);
    for (const id of ['3', '4']) {
      expect(await socket.next()).toEqual({
        id,
        type: 'error',
        payload: [
          {
            message: expect.stringContaining('`maxSubscriptionsPerConnection` is 2'),
            extensions: {
              code: 'TOO_MANY_SUBSCRIPTIONS',
              limit: 'maxSubscriptionsPerConnection',
              max: 2,
            },
          },
        ],
      });
    }
    expect(server.connections.totals.refusedBy).toEqual({ maxSubscriptionsPerConnection: 2 });
    socket.subscribe('q', '{ hello }');
    expect(await socket.next()).toMatchObject({ id: 'q', type: 'next' });
    expect(await socket.next()).toMatchObject({ id: 'q', type: 'complete' });
    socket.send({ id: '1', type: 'complete' });
    socket.subscribe('3', TICKS);
    await expect.poll(() => server.allSources).toHaveLength(3);
  });

  test('are refused on a single event stream with 429', async () => {
    await using server = await startServer({ maxSubscriptionsPerConnection: 1 });
    const token = await reserve(server);
    const headers = { 'content-type': 'application/json', 'x-graphql-event-stream-token': token };
    await using stream = await EventStreamReader.open(server.streamUrl, { headers });
    const start = (operationId: string, query: string) =>
      fetch(server.streamUrl, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, extensions: { operationId } }),
      });
    expect((await start('1', TICKS)).status).toBe(202);
    const refusal = await start('2', TICKS);
    expect(refusal.status).toBe(429);
    expect(await refusal.json()).toMatchObject({
      errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', limit: 'maxSubscriptionsPerConnection' } }],
    });
    expect(server.connections.totals.refusedBy).toEqual({ maxSubscriptionsPerConnection: 1 });
    expect((await start('3', '{ hello }')).status).toBe(202);
    expect(await stream.event()).toMatchObject({ data: { id: '3' } });
    await fetch(`${server.streamUrl}?operationId=1`, { method: 'DELETE', headers });
    expect((await start('2', TICKS)).status).toBe(202);
  });
});

test('operations on an event stream that is never opened are no more than on one that is', async () => {
  await using server = await startServer({ maxOperationsPerConnection: 2, reservationTimeoutMs: 1_000 });
  const token = await reserve(server);
  const statuses: number[] = [];
  for (const operationId of ['1', '2', '3', '4']) {
    const response = await fetch(`${server.streamUrl}?token=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: TICKS, extensions: { operationId } }),
    });
    statuses.push(response.status);
  }
  expect(statuses).toEqual([202, 202, 429, 429]);
  expect(server.connections.totals.refusedBy).toEqual({ maxOperationsPerConnection: 2 });
});

test('operations beyond the limit are counted', async () => {
  await using server = await startServer({ maxOperationsPerConnection: 1 });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  socket.subscribe('2', '{ hello }');
  expect(await socket.next()).toMatchObject({ id: '2', type: 'error' });
  expect(server.connections.totals).toMatchObject({
    refused: 1,
    refusedBy: { maxOperationsPerConnection: 1 },
  });
});

test('reservations, bodies and foreign pages beyond the limit are counted', async () => {
  await using server = await startServer({ maxReservations: 1, maxBodyBytes: 50 });
  await reserve(server);
  const { status, headers } = await fetch(server.streamUrl, { method: 'PUT' });
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toMatch(/^\d+$/);
  for (const url of [server.url, server.streamUrl]) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ hello } # ${'x'.repeat(50)}` }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 'maxBodyBytes', max: 50 } }],
    });
  }
  await fetch(server.streamUrl, { method: 'PUT', headers: { origin: 'http://evil.example' } });
  expect(server.connections.totals).toMatchObject({
    refused: 4,
    refusedBy: { maxReservations: 1, maxBodyBytes: 2, origin: 1 },
  });
});

describe('on a WebSocket', () => {
  test('a message over the limit is told which limit, and counted', async () => {
    await using server = await startServer({ maxMessageBytes: 100 });
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    socket.subscribe('1', `{ hello } # ${'x'.repeat(100)}`);
    expect(await socket.closed).toEqual({
      code: 1009,
      reason: 'Message too large: `maxMessageBytes` is 100',
    });
    expect(server.connections.totals.refusedBy).toEqual({ maxMessageBytes: 1 });
  });

  test('too many messages end it with a code after which clients come back', async () => {
    await using server = await startServer({ maxMessagesPerSecond: 2 });
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    // Twenty may come at once, of which the connection_init was one.
    for (let i = 0; i < 19; i += 1) socket.send({ type: 'ping' });
    for (let i = 0; i < 19; i += 1) expect(await socket.next()).toEqual({ type: 'pong' });
    for (let i = 0; i < 20; i += 1) socket.send({ type: 'ping' });
    expect(await socket.closed).toEqual({
      code: 4029,
      reason: 'Too many messages: `maxMessagesPerSecond` is 2',
    });
    expect(server.connections.totals.refusedBy).toEqual({ maxMessagesPerSecond: 1 });
  });

  test('the official client comes back after too many messages, with its subscriptions', async () => {
    await using server = await startServer({ maxMessagesPerSecond: 1 });
    const codes: number[] = [];
    let socket: WebSocket | undefined;
    const client = createClient({
      url: server.wsUrl,
      webSocketImpl: WebSocket,
      retryAttempts: 1,
      retryWait: () => Promise.resolve(),
      on: {
        connected: (opened) => (socket = opened as WebSocket),
        closed: (event) => codes.push((event as CloseEvent).code),
      },
    });
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    const before = await server.sources.next();
    for (let i = 0; i < 20; i += 1) socket!.send('{"type":"ping"}');
    const source = await server.sources.next();
    expect(before.isReturned).toBe(true);
    source.push({ number: 1 });
    expect((await first).value).toMatchObject({ data: { ticks: { number: 1 } } });
    expect(codes).toEqual([4029]);
    await client.dispose();
  });

  test.each(['ping', 'pong'] as const)('%s frames are messages too', async (kind) => {
    await using server = await startServer({ maxMessagesPerSecond: 1 });
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    for (let i = 0; i < 30; i += 1) socket.socket[kind]();
    expect(await socket.closed).toMatchObject({ code: 4029 });
  });

  test('any number may come where there is no limit', async () => {
    await using server = await startServer({ maxMessagesPerSecond: 0 });
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    for (let i = 0; i < 2_000; i += 1) socket.send({ type: 'ping' });
    for (let i = 0; i < 2_000; i += 1) expect(await socket.next()).toEqual({ type: 'pong' });
  });

  test('one that does not say connection_init in time is told how long it had, and counted', async () => {
    await using server = await startServer({ connectionInitTimeoutMs: 50 });
    using socket = await new RawSocket(server.wsUrl).opened();
    expect(await socket.closed).toEqual({
      code: 4408,
      reason: 'Connection initialisation timeout: `connectionInitTimeoutMs` is 50',
    });
    expect(server.connections.totals.refusedBy).toEqual({ connectionInitTimeoutMs: 1 });
  });

  test('a ping whose payload cannot be written down is an invalid message', async () => {
    await using server = await startServer();
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    socket.send(`{"type":"ping","payload":{"a":${'['.repeat(45_000)}${']'.repeat(45_000)}}}`);
    expect(await socket.closed).toMatchObject({ code: 4400 });
    expect(server.errors).toEqual([]);
  });
});

test.each(TRANSPORTS)(
  'over $name a client that was refused for room gets in when there is some',
  async (one) => {
    await using server = await startServer({ maxConnections: 1 });
    const holder = await new RawSocket(server.wsUrl).acknowledged();
    {
      using client = one.connect(server.url);
      await expect(client.iterate({ query: '{ hello }' }).next()).rejects.toBeDefined();
    }
    holder[Symbol.dispose]();
    await expect.poll(() => server.connections.count()).toBe(0);
    using client = one.connect(server.url);
    expect((await client.iterate({ query: '{ hello }' }).next()).value).toEqual({
      data: { hello: 'Hello you' },
    });
  },
);
