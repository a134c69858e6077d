import { createClient } from 'graphql-sse';
import { describe, expect, test, vi } from 'vitest';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { startServer } from '../support/transport-server.ts';

const TICKS = 'subscription { ticks { number } }';
const JSON_TYPE = { 'content-type': 'application/json' };
const ENDPOINTS = ['/graphql', '/graphql/stream'];

describe.each(ENDPOINTS)('distinct connections on %s', (path) => {
  const at = (server: { url: string }): string => server.url.replace('/graphql', path);

  test('says by its headers that nothing may buffer, change or keep it', async () => {
    await using server = await startServer();
    await using stream = await EventStreamReader.post(at(server), { query: TICKS });
    const { headers, status } = stream.response;
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(headers.has('content-encoding')).toBe(false);
    expect((await stream.block())?.comment).toBe(true);
  });

  test('tells the cursor before the first change, and with each', async () => {
    await using server = await startServer();
    await using stream = await EventStreamReader.post(at(server), { query: TICKS });
    expect(stream.response.headers.get('specwire-cursor')).toBe('start');
    expect(await stream.block()).toMatchObject({ comment: true });
    expect(await stream.block()).toEqual({ event: undefined, id: 'start', data: undefined, comment: false });
    const source = await server.sources.next();
    source.push({ number: 4 });
    expect(await stream.block()).toMatchObject({ event: 'next', id: 'at-4' });
    source.finish();
    expect(await stream.block()).toMatchObject({ event: 'complete', id: undefined, data: '' });
    expect(await stream.block()).toBeUndefined();
  });

  test.each([
    'text/event-stream',
    'text/event-stream; charset=utf-8',
    'TEXT/Event-Stream',
    'text/event-stream, */*',
    'application/json;q=0.5, text/event-stream',
    'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
  ])('streams a subscription when Accept is %s', async (accept) => {
    await using server = await startServer();
    await using stream = await EventStreamReader.post(at(server), { query: TICKS }, { accept });
    const source = await server.sources.next();
    source.push({ number: 1 });
    expect(await stream.event()).toMatchObject({ event: 'next' });
  });

  test('takes the request from a GET, as an EventSource sends it', async () => {
    await using server = await startServer();
    const query = new URLSearchParams({
      query: 'query($name: String) { hello(name: $name) }',
      variables: '{"name":"Ada"}',
    });
    await using stream = await EventStreamReader.open(`${at(server)}?${query}`);
    expect(await stream.event()).toMatchObject({ event: 'next', data: { data: { hello: 'Hello Ada' } } });
    expect(await stream.event()).toMatchObject({ event: 'complete' });
  });

  test('a GET may not mutate', async () => {
    await using server = await startServer();
    await using stream = await EventStreamReader.open(`${at(server)}?query=mutation{set(to:1)}`);
    expect(await stream.event()).toMatchObject({
      data: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
  });

  test.each([
    [
      'an unknown operation',
      { query: 'query A { hello }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a missing variable', { query: 'query($from: Int!) { count(from: $from) }' }, 'BAD_USER_INPUT'],
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['a validation error', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ])(
    '%s is told on the stream, since an EventSource cannot read another status',
    async (_case, body, code) => {
      await using server = await startServer();
      await using stream = await EventStreamReader.post(at(server), body);
      expect(stream.response.status).toBe(200);
      expect(await stream.event()).toMatchObject({
        event: 'next',
        data: { errors: [{ extensions: { code } }] },
      });
      expect(await stream.event()).toEqual({ event: 'complete', id: undefined, data: null });
      expect(await stream.event()).toBeUndefined();
    },
  );

  test.each([
    ['malformed variables in a GET', 'GET', '?query={hello}&variables={', undefined],
    ['variables in a GET that are no object', 'GET', '?query={hello}&variables=[1]', undefined],
    ['malformed extensions in a GET', 'GET', '?query={hello}&extensions=x', undefined],
    ['no query', 'GET', '', undefined],
    ['malformed JSON', 'POST', '', '{"query":'],
    ['a batch', 'POST', '', '[{"query":"{hello}"}]'],
    ['a query that is no string', 'POST', '', '{"query":1}'],
  ])('%s is a malformed request: 400', async (_case, method, search, body) => {
    await using server = await startServer();
    const response = await fetch(at(server) + search, {
      method,
      headers: { accept: 'text/event-stream', ...JSON_TYPE },
      ...(body === undefined ? {} : { body }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('cancelling the body ends the subscription', async () => {
    await using server = await startServer();
    const response = await fetch(at(server), {
      method: 'POST',
      headers: { accept: 'text/event-stream', ...JSON_TYPE },
      body: JSON.stringify({ query: TICKS }),
    });
    const source = await server.sources.next();
    await response.body!.cancel();
    await source.returned;
    expect(source.pulled).toBe(0);
  });

  test('is open to its own and to allowed origins, and to no other page', async () => {
    await using server = await startServer({ corsOrigins: ['https://dash.example'] });
    const status = async (origin: string): Promise<number> => {
      await using stream = await EventStreamReader.post(at(server), { query: '{ hello }' }, { origin });
      return stream.response.status;
    };
    expect(await status('https://dash.example')).toBe(200);
    expect(await status(new URL(server.url).origin)).toBe(200);
    expect(await status('https://dash.example.evil.example')).toBe(403);
    expect(await status('null')).toBe(403);
    expect(server.connections.totals.refused).toBe(2);
  });
});

test('a client that can read both gets a query as JSON', async () => {
  await using server = await startServer();
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { accept: 'application/json, text/event-stream', ...JSON_TYPE },
    body: '{"query":"{ hello }"}',
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.json()).toEqual({ data: { hello: 'Hello you' } });
});

test('comments keep an open stream alive', async () => {
  await using server = await startServer({ keepAliveMs: 20 });
  await using stream = await EventStreamReader.post(server.url, { query: TICKS });
  const blocks = [await stream.block(), await stream.block(), await stream.block(), await stream.block()];
  expect(blocks.filter((block) => block?.comment).length).toBeGreaterThanOrEqual(3);
});

test('a client that stops reading stops the pulling, and is returned when it goes', async () => {
  await using server = await startServer();
  await using stream = await EventStreamReader.post(server.url, {
    query: 'subscription { ticks { number text } }',
  });
  const source = await server.sources.next();
  const text = 'x'.repeat(100_000);
  let number = 0;
  source.pushForEver(() => ({ number: (number += 1), text }));
  for (let last = -1; last !== source.pulled;) {
    last = source.pulled;
    for (let i = 0; i < 10; i += 1)
      await fetch(new URL('/healthz', server.url)).then((response) => response.text());
  }
  expect(source.pulled).toBeLessThan(1_000);
  const before = source.pulled;
  for (let i = 0; i < 200; i += 1) await stream.event();
  await vi.waitUntil(() => source.pulled > before, { timeout: 5_000 });
  stream.abort();
  await source.returned;
});

test('closing ends a stream without a complete, so that the official client comes back', async () => {
  const server = await startServer();
  const connecting: boolean[] = [];
  const client = createClient({
    url: server.url,
    retryAttempts: 1,
    retry: () => Promise.resolve(),
    on: { connecting: (isRetry) => connecting.push(isRetry) },
  });
  const pending = client
    .iterate({ query: TICKS })
    .next()
    .catch(() => 'cut off');
  await using raw = await EventStreamReader.post(server.url, { query: TICKS });
  await server.sources.next();
  await server.sources.next();
  await server[Symbol.asyncDispose]();
  expect(await raw.event()).toBeUndefined();
  expect(await pending).toBe('cut off');
  expect(connecting).toEqual([false, true]);
});
