import { describe, expect, test } from 'vitest';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { startServer, type TestServer } from '../support/transport-server.ts';

const TICKS = 'subscription { ticks { number } }';
const TOKEN = 'x-graphql-event-stream-token';

async function reserve(server: TestServer): Promise<string> {
  const response = await fetch(server.streamUrl, { method: 'PUT' });
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  return response.text();
}

function open(server: TestServer, token: string): Promise<EventStreamReader> {
  return EventStreamReader.open(server.streamUrl, { headers: { [TOKEN]: token } });
}

function operate(server: TestServer, token: string, id: unknown, body: object): Promise<Response> {
  return fetch(server.streamUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [TOKEN]: token },
    body: JSON.stringify({ ...body, extensions: { operationId: id } }),
  });
}

function stop(server: TestServer, token: string, id: string): Promise<Response> {
  return fetch(`${server.streamUrl}?operationId=${encodeURIComponent(id)}`, {
    method: 'DELETE',
    headers: { [TOKEN]: token },
  });
}

test('the token is a UUID of the server, whatever the client asks for', async () => {
  await using server = await startServer();
  const response = await fetch(server.streamUrl, { method: 'PUT', headers: { [TOKEN]: 'mine' } });
  const token = await response.text();
  expect(token).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect((await operate(server, 'mine', '1', { query: TICKS })).status).toBe(404);
});

test('the token of a node with a name begins with it', async () => {
  await using server = await startServer({ nodeName: 'east-1' });
  const token = await reserve(server);
  expect(token).toMatch(/^east-1\.[\da-f-]{36}$/);
  await using stream = await open(server, token);
  expect(stream.response.status).toBe(200);
});

test.each(['', 'a.b', 'a b', 'a'.repeat(33)])('a node cannot have the name %j', async (nodeName) => {
  await expect(startServer({ nodeName })).rejects.toThrow('nodeName: expected');
});

test('many operations share a stream, each under its ID', async () => {
  await using server = await startServer();
  const token = await reserve(server);
  await using stream = await open(server, token);
  const accepted = await operate(server, token, 'a', { query: TICKS });
  expect(accepted.status).toBe(202);
  expect(accepted.headers.get('specwire-cursor')).toBe('start');
  expect((await operate(server, token, '__proto__', { query: TICKS })).status).toBe(202);
  const [a, proto] = [await server.sources.next(), await server.sources.next()];
  expect(server.connections.all()).toHaveLength(1);
  expect(server.connections.all()[0]!.subscriptions.map(({ id }) => id)).toEqual(['a', '__proto__']);
  proto.push({ number: 1 });
  expect(await stream.event()).toMatchObject({
    event: 'next',
    data: { payload: { data: { ticks: { number: 1 } } } },
  });
  a.push({ number: 2 });
  expect(await stream.event()).toMatchObject({
    data: { id: 'a', payload: { extensions: { cursor: 'at-2' } } },
  });
  a.finish();
  expect(await stream.event()).toEqual({ event: 'complete', id: undefined, data: { id: 'a' } });
  expect(proto.isReturned).toBe(false);
});

test('the token may stand in the address, where an EventSource has to put it', async () => {
  await using server = await startServer();
  const token = await reserve(server);
  await using stream = await EventStreamReader.open(`${server.streamUrl}?token=${token}`);
  const query = new URLSearchParams({ token, query: '{ hello }', extensions: '{"operationId":"1"}' });
  expect((await fetch(`${server.streamUrl}?${query}`)).status).toBe(202);
  expect(await stream.event()).toMatchObject({
    data: { id: '1', payload: { data: { hello: 'Hello you' } } },
  });
});

test.each([
  ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
  ['a validation error', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'an unknown operation',
    { query: 'query A { hello }', operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a missing variable', { query: 'query($from: Int!) { count(from: $from) }' }, 'BAD_USER_INPUT'],
])('%s goes to the stream with its message, and leaves the ID free', async (_case, body, code) => {
  await using server = await startServer();
  const token = await reserve(server);
  await using stream = await open(server, token);
  for (let turn = 0; turn < 2; turn += 1) {
    expect((await operate(server, token, '1', body)).status).toBe(202);
    expect(await stream.event()).toMatchObject({
      event: 'next',
      data: { id: '1', payload: { errors: [{ message: expect.any(String), extensions: { code } }] } },
    });
    expect(await stream.event()).toMatchObject({ event: 'complete', data: { id: '1' } });
  }
});

test('a source that throws midway ends that operation alone, and the process lives', async () => {
  await using server = await startServer();
  const token = await reserve(server);
  await using stream = await open(server, token);
  await operate(server, token, 'bad', { query: TICKS });
  await operate(server, token, 'good', { query: TICKS });
  const [bad, good] = [await server.sources.next(), await server.sources.next()];
  bad.fail(new Error('secret'));
  expect(await stream.event()).toMatchObject({
    data: { id: 'bad', payload: { errors: [{ message: 'Unexpected error.' }] } },
  });
  expect(await stream.event()).toMatchObject({ event: 'complete', data: { id: 'bad' } });
  good.push({ number: 1 });
  expect(await stream.event()).toMatchObject({ data: { id: 'good' } });
});

describe('refuses', () => {
  test('an unknown token with 404', async () => {
    await using server = await startServer();
    expect((await operate(server, '__proto__', '1', { query: TICKS })).status).toBe(404);
    expect((await stop(server, 'constructor', '1')).status).toBe(404);
    expect((await fetch(server.streamUrl, { method: 'DELETE' })).status).toBe(404);
    await using stream = await open(server, 'nobody');
    expect(stream.response.status).toBe(404);
  });

  test('a second stream with 409', async () => {
    await using server = await startServer();
    const token = await reserve(server);
    await using first = await open(server, token);
    await using second = await open(server, token);
    expect([first.response.status, second.response.status]).toEqual([200, 409]);
  });

  test.each([undefined, '', 7, null])('the operation ID %j with 400', async (id) => {
    await using server = await startServer();
    const token = await reserve(server);
    expect((await operate(server, token, id, { query: TICKS })).status).toBe(400);
  });

  test('an ID that is in use with 409', async () => {
    await using server = await startServer();
    const token = await reserve(server);
    await using stream = await open(server, token);
    expect(stream.response.status).toBe(200);
    expect((await operate(server, token, '1', { query: TICKS })).status).toBe(202);
    expect((await operate(server, token, '1', { query: TICKS })).status).toBe(409);
  });

  test('one operation more than the limit with 429, and its name', async () => {
    await using server = await startServer({ maxOperationsPerConnection: 1 });
    const token = await reserve(server);
    await using stream = await open(server, token);
    expect(stream.response.status).toBe(200);
    await operate(server, token, '1', { query: TICKS });
    const response = await operate(server, token, '2', { query: TICKS });
    expect(response.status).toBe(429);
    expect(await response.text()).toContain('maxOperationsPerConnection');
  });

  test('one reservation more than the limit with 503, until one is opened', async () => {
    await using server = await startServer({ maxReservations: 1 });
    const token = await reserve(server);
    expect((await fetch(server.streamUrl, { method: 'PUT' })).status).toBe(503);
    await using stream = await open(server, token);
    expect(stream.response.status).toBe(200);
    await reserve(server);
  });

  test('a request with neither token nor an event stream to answer on with 406', async () => {
    await using server = await startServer();
    const response = await fetch(server.streamUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{hello}"}',
    });
    expect(response.status).toBe(406);
  });

  test('everything from a page of a foreign origin with 403', async () => {
    await using server = await startServer();
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const response = await fetch(server.streamUrl, { method, headers: { origin: 'https://evil.example' } });
      expect(response.status).toBe(403);
    }
  });
});

test('DELETE ends a silent operation at once, says no complete, and frees the ID', async () => {
  await using server = await startServer();
  const token = await reserve(server);
  await using stream = await open(server, token);
  await operate(server, token, '1', { query: TICKS });
  const old = await server.sources.next();
  expect((await stop(server, token, '1')).status).toBe(200);
  await old.returned;
  await operate(server, token, '1', { query: TICKS });
  const source = await server.sources.next();
  source.push({ number: 5 });
  expect(await stream.event()).toMatchObject({ event: 'next', data: { id: '1' } });
  expect((await stop(server, token, 'never begun')).status).toBe(200);
  expect((await fetch(server.streamUrl, { method: 'DELETE', headers: { [TOKEN]: token } })).status).toBe(400);
});

test('nothing is pulled before the stream is open', async () => {
  await using server = await startServer();
  const token = await reserve(server);
  await operate(server, token, '1', { query: TICKS });
  const source = await server.sources.next();
  source.push({ number: 1 }, { number: 2 });
  await operate(server, token, '2', { query: '{ hello }' });
  expect(source.pulled).toBe(0);
  await using stream = await open(server, token);
  const ids = [];
  for (let i = 0; i < 4; i += 1) ids.push(((await stream.event())!.data as { id: string }).id);
  expect(ids.toSorted()).toEqual(['1', '1', '2', '2']);
});

test('a reservation that is never opened expires, with its operations', async () => {
  await using server = await startServer({ reservationTimeoutMs: 100 });
  const token = await reserve(server);
  await operate(server, token, '1', { query: TICKS });
  await (
    await server.sources.next()
  ).returned;
  expect((await operate(server, token, '2', { query: TICKS })).status).toBe(404);
  await server.settled();
});

test('a stream that closes ends its operations and its token', async () => {
  await using server = await startServer();
  const token = await reserve(server);
  const stream = await open(server, token);
  await operate(server, token, '1', { query: TICKS });
  await operate(server, token, '2', { query: '{ held }' });
  const source = await server.sources.next();
  stream.abort();
  await source.returned;
  await server.settled();
  expect((await operate(server, token, '3', { query: TICKS })).status).toBe(404);
});

test('an operation that opens while its stream closes is returned', async () => {
  let letOpen = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letOpen = resolve));
  const waiting = Promise.withResolvers<void>();
  await using server = await startServer({
    wrap: (executor) => ({
      ...executor,
      async run(...args) {
        waiting.resolve();
        await gate;
        return executor.run(...args);
      },
    }),
  });
  const token = await reserve(server);
  const stream = await open(server, token);
  const answer = operate(server, token, '1', { query: TICKS });
  await waiting.promise;
  stream.abort();
  await server.settled();
  letOpen();
  expect((await answer).status).toBe(202);
  const source = await server.sources.next();
  await source.returned;
  expect(source.pulled).toBe(0);
});

describe('DELETE is answered on the stream with a comment', () => {
  test('also for an ID that no operation has', async () => {
    await using server = await startServer({ keepAliveMs: 0 });
    const token = await reserve(server);
    await using stream = await open(server, token);
    expect(await stream.block()).toMatchObject({ comment: true });
    expect((await stop(server, token, 'nobody')).status).toBe(200);
    expect(await stream.block()).toMatchObject({ comment: true });
  });

  test('after which nothing comes of the operation that it ended', async () => {
    await using server = await startServer({ keepAliveMs: 0 });
    const token = await reserve(server);
    await using stream = await open(server, token);
    await operate(server, token, '1', { query: TICKS });
    await operate(server, token, '2', { query: TICKS });
    const [first, second] = [await server.sources.next(), await server.sources.next()];
    expect(await stream.block()).toMatchObject({ comment: true });
    await stop(server, token, '1');
    first.push({ number: 1 });
    expect(await stream.block()).toMatchObject({ comment: true });
    second.push({ number: 2 });
    expect(await stream.event()).toMatchObject({ data: { id: '2' } });
  });

  test('which brings no stream into being that is only reserved', async () => {
    await using server = await startServer({ keepAliveMs: 0 });
    const token = await reserve(server);
    expect((await stop(server, token, 'nobody')).status).toBe(200);
    await using stream = await open(server, token);
    expect(await stream.block()).toMatchObject({ comment: true });
    await operate(server, token, '1', { query: '{ hello }' });
    expect(await stream.block()).toMatchObject({ event: 'next' });
  });

  test('but not where something waits there already', async () => {
    await using server = await startServer({ keepAliveMs: 0 });
    const token = await reserve(server);
    await using stream = await open(server, token);
    await operate(server, token, '1', { query: 'subscription { ticks { number text } }' });
    const source = await server.sources.next();
    // More than the buffers of two sockets hold.
    source.push({ number: 1, text: 'x'.repeat(12_000_000) });
    expect(await stream.block()).toMatchObject({ comment: true });
    await expect.poll(() => source.pulled).toBe(1);
    expect((await stop(server, token, 'nobody')).status).toBe(200);
    source.push({ number: 2, text: '' });
    expect(await stream.block()).toMatchObject({ event: 'next' });
    expect(await stream.block()).toMatchObject({ event: 'next' });
  });
});
