import type { Duplex } from 'node:stream';
import { createClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { RawSocket } from '../support/raw-socket.ts';
import { startServer } from '../support/transport-server.ts';

const TICKS = 'subscription { ticks { number } }';

test('acknowledges with the newest cursor', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).opened();
  socket.send({ type: 'connection_init' });
  expect(await socket.next()).toEqual({ type: 'connection_ack', payload: { cursor: 'head' } });
});

test('a syntax error, a validation error and a prepare that throws leave the socket and its operations alone', async () => {
  let isBroken = false;
  await using server = await startServer({
    wrap: (executor) => ({
      ...executor,
      prepare(request) {
        if (isBroken) throw new Error('a validation rule with a fault');
        return executor.prepare(request);
      },
    }),
  });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('live', TICKS);
  const source = await server.sources.next();

  socket.subscribe('a', '{ hello');
  expect(await socket.next()).toMatchObject({
    id: 'a',
    type: 'error',
    payload: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
  });
  socket.subscribe('b', '{ nothing }');
  expect(await socket.next()).toMatchObject({
    id: 'b',
    type: 'error',
    payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
  isBroken = true;
  socket.subscribe('c', '{ hello }');
  expect(await socket.next()).toEqual({
    id: 'c',
    type: 'error',
    payload: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
  expect(server.errors).toHaveLength(1);

  source.push({ number: 1 });
  expect(await socket.next()).toMatchObject({ id: 'live', type: 'next' });
});

test('complete, then subscribe with the same ID: the old operation does not touch the new one', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  const old = await server.sources.next();
  socket.send({ id: '1', type: 'complete' });
  socket.subscribe('1', TICKS);
  const source = await server.sources.next();
  await old.returned;
  await socket.ping();
  source.push({ number: 2 });
  expect(await socket.next()).toMatchObject({
    id: '1',
    type: 'next',
    payload: { data: { ticks: { number: 2 } } },
  });
  expect(server.connections.all()[0]!.subscriptions.map(({ id }) => id)).toEqual(['1']);
  socket.send({ id: '1', type: 'complete' });
  await source.returned;
  await socket.ping();
  expect(server.connections.all()[0]!.subscriptions).toHaveLength(0);
});

test('an operation that is completed before it has opened is returned, and says nothing', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.send({ id: '1', type: 'subscribe', payload: { query: TICKS } }, { id: '1', type: 'complete' });
  const source = await server.sources.next();
  await source.returned;
  await socket.ping();
  expect(socket.messages.waiting).toEqual([]);
});

test('a result that comes after its operation was completed is dropped', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', '{ held }');
  socket.send({ id: '1', type: 'complete' });
  await socket.ping();
  server.letGo();
  socket.subscribe('2', '{ held }');
  expect(await socket.next()).toMatchObject({ id: '2', type: 'next' });
  expect(socket.texts.some((text) => text.includes('"id":"1"'))).toBe(false);
});

test('a client that completes an operation it never began is not told off', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.send({ id: 'never', type: 'complete' });
  await socket.ping();
  expect(socket.socket.readyState).toBe(WebSocket.OPEN);
});

test.each([
  ['short', '1'],
  ['long', 'é'.repeat(300)],
])('a %s ID that is in use closes with 4409 and a reason that fits', async (_case, id) => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe(id, TICKS);
  const source = await server.sources.next();
  socket.subscribe(id, TICKS);
  const { code, reason } = await socket.closed;
  expect(code).toBe(4409);
  expect(reason).toMatch(/^Subscriber for /);
  expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
  expect(reason).not.toContain('\uFFFD');
  await source.returned;
});

test('IDs that are names of Object.prototype are ordinary', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  for (const id of ['__proto__', 'constructor', 'toString', '"quoted"\n']) {
    socket.subscribe(id, TICKS);
    const source = await server.sources.next();
    source.push({ number: 1 });
    expect(await socket.next()).toMatchObject({ id, type: 'next' });
    source.finish();
    expect(await socket.next()).toEqual({ id, type: 'complete' });
  }
});

test.each([
  ['next', { id: '1', type: 'next', payload: {} }],
  ['error', { id: '1', type: 'error', payload: [{ message: 'no' }] }],
  ['connection_ack', { type: 'connection_ack' }],
  ['a type that does not exist', { type: 'start' }],
  ['no type', { id: '1' }],
  ['invalid JSON', '{"type":'],
  ['JSON that is no object', '42'],
  ['a subscribe without a query', { id: '1', type: 'subscribe', payload: {} }],
])('%s from a client closes with 4400', async (_case, message) => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.send(message);
  expect(await socket.closed).toEqual({ code: 4400, reason: 'Invalid message received' });
});

test('a binary message closes with 4400, even where its bytes are JSON', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.socket.send(Buffer.from('{"type":"ping"}'));
  expect((await socket.closed).code).toBe(4400);
});

test('what is sent behind an invalid message is not executed', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  const source = await server.sources.next();
  socket.send('nonsense', { id: '2', type: 'subscribe', payload: { query: TICKS } });
  expect((await socket.closed).code).toBe(4400);
  await source.returned;
  expect(server.allSources).toHaveLength(1);
});

test('a bad frame closes that socket, and the server goes on', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  const source = await server.sources.next();
  // Reserved bits and an opcode that does not exist.
  rawSocketOf(socket).write(Buffer.from([0xff, 0xff, 0xff]));
  expect((await socket.closed).code).toBe(1002);
  await source.returned;
  using other = await new RawSocket(server.wsUrl).acknowledged();
  await other.ping();
});

test('a message over the limit closes with 1009', async () => {
  await using server = await startServer({ maxMessageBytes: 1_000 });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.send({ type: 'ping', payload: { text: 'x'.repeat(1_000) } });
  expect((await socket.closed).code).toBe(1009);
});

test('keeps to the codes of the protocol', async () => {
  await using server = await startServer({ connectionInitTimeoutMs: 50 });
  using unprepared = await new RawSocket(server.wsUrl).opened();
  unprepared.subscribe('1', TICKS);
  expect((await unprepared.closed).code).toBe(4401);
  using silent = await new RawSocket(server.wsUrl).opened();
  expect((await silent.closed).code).toBe(4408);
  using twice = await new RawSocket(server.wsUrl).acknowledged();
  twice.send({ type: 'connection_init' });
  expect((await twice.closed).code).toBe(4429);
  const stranger = new WebSocket(server.wsUrl);
  const code = await new Promise((resolve) => stranger.on('close', resolve));
  expect(code).toBe(4406);
  expect(server.allSources).toHaveLength(0);
});

test('refuses one operation more than the limit by name, and takes the next when one has ended', async () => {
  await using server = await startServer({ maxOperationsPerConnection: 2 });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  socket.subscribe('2', TICKS);
  socket.subscribe('3', TICKS);
  expect(await socket.next()).toMatchObject({
    id: '3',
    type: 'error',
    payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS', limit: 'maxOperationsPerConnection', max: 2 } }],
  });
  socket.send({ id: '1', type: 'complete' });
  await server.allSources[0]!.returned;
  await socket.ping();
  socket.subscribe('3', '{ hello }');
  expect(await socket.next()).toMatchObject({ id: '3', type: 'next' });
});

test('operations that are stopped and begun in one turn are not too many', async () => {
  await using server = await startServer({ maxOperationsPerConnection: 2 });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  socket.subscribe('2', TICKS);
  await socket.ping();
  for (const id of ['1', '2']) socket.send({ id, type: 'complete' });
  for (const id of ['3', '4']) socket.subscribe(id, '{ hello }');
  const answers = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
  expect(answers.map(({ type }) => type)).not.toContain('error');
});

test('serialises one result once, and exchanges nothing but the ID', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('a', TICKS);
  const source = await server.sources.next();
  const stringify = vi.spyOn(JSON, 'stringify');
  try {
    source.push({ number: 1 });
    await socket.next();
    const withPayload = stringify.mock.results.filter(({ value }) => String(value).includes('"number":1'));
    expect(withPayload).toHaveLength(1);
  } finally {
    stringify.mockRestore();
  }
  expect(socket.texts.at(-1)).toBe(
    '{"id":"a","type":"next","payload":{"data":{"ticks":{"number":1}},"extensions":{"cursor":"at-1"}}}',
  );
});

test('a client that stops reading stops the pulling, and is returned when it goes', async () => {
  await using server = await startServer();
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', 'subscription { ticks { number text } }');
  const source = await server.sources.next();
  socket.socket.pause();
  const text = 'x'.repeat(100_000);
  let number = 0;
  source.pushForEver(() => ({ number: (number += 1), text }));
  using bystander = await new RawSocket(server.wsUrl).acknowledged();
  for (let last = -1; last !== source.pulled;) {
    last = source.pulled;
    for (let i = 0; i < 10; i += 1) await bystander.ping();
  }
  expect(source.pulled).toBeLessThan(1_000);
  socket.socket.resume();
  const before = source.pulled;
  await vi.waitUntil(() => source.pulled > before, { timeout: 5_000 });
  socket.socket.terminate();
  await source.returned;
});

test('a client whose replies pile up unread is closed, and the server does not grow', async () => {
  await using server = await startServer({ maxMessagesPerSecond: 0 });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', TICKS);
  const source = await server.sources.next();
  socket.socket.pause();
  const data = Buffer.alloc(125);
  const isGone = (): boolean => source.isReturned;
  while (!isGone()) {
    for (let i = 0; i < 1_000 && !isGone(); i += 1) socket.socket.ping(data);
    // Lets the server run, which shares this thread.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await source.returned;
  socket.socket.terminate();
  expect((await socket.closed).code).toBe(1006);
});

test('one timer pings every socket, and a pong tells the round trip', async () => {
  await using server = await startServer({ keepAliveMs: 20 });
  using first = await new RawSocket(server.wsUrl).acknowledged();
  using second = await new RawSocket(server.wsUrl).acknowledged();
  await Promise.all(
    [first, second].map(({ socket }) => new Promise((resolve) => socket.once('ping', resolve))),
  );
  await vi.waitUntil(() => server.connections.all().every(({ roundTripMs }) => roundTripMs !== null));
  expect(server.connections.totals.pruned).toBe(0);
});

test('a socket that does not answer a ping is pruned, with all it holds', async () => {
  await using server = await startServer({ keepAliveMs: 50 });
  using socket = await new RawSocket(server.wsUrl, { autoPong: false }).acknowledged();
  socket.subscribe('1', TICKS);
  const source = await server.sources.next();
  expect((await socket.closed).code).toBe(1006);
  await source.returned;
  expect(server.connections.totals).toMatchObject({ websocket: 0, pruned: 1 });
});

test('closing says 1001, returns every source, and cuts those who do not answer', async () => {
  await using server = await startServer();
  using polite = await new RawSocket(server.wsUrl).acknowledged();
  using deaf = await new RawSocket(server.wsUrl).acknowledged();
  polite.subscribe('1', TICKS);
  deaf.subscribe('1', TICKS);
  await server.sources.next();
  await server.sources.next();
  deaf.socket.pause();
  await server.http.close();
  expect(await polite.closed).toEqual({ code: 1001, reason: 'Server is shutting down' });
  await server.settled();
});

test('the official client comes back after a shutdown', async () => {
  const server = await startServer();
  const connected: boolean[] = [];
  const client = createClient({
    url: server.wsUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 1,
    retryWait: () => Promise.resolve(),
    on: { connecting: (isRetry) => connected.push(isRetry) },
  });
  const results = client.iterate({ query: TICKS });
  const pending = results.next().catch(() => undefined);
  await server.sources.next();
  await server[Symbol.asyncDispose]();
  await pending;
  expect(connected).toEqual([false, true]);
  await client.dispose();
});

/** The stream under a client, for bytes that no client would send. */
function rawSocketOf({ socket }: RawSocket): Duplex {
  return Reflect.get(socket, '_socket') as Duplex;
}
