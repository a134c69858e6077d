import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { EventStreamReader } from '../../support/event-stream-reader.ts';
import { authenticateTokens, bearer, startGuarded, TOKENS } from '../../support/guarded-server.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import type { TestServer } from '../../support/transport-server.ts';

const TICKS = 'subscription { ticks { number } }';

/** A server on which the tokens of all expire soon; those who come later than that must bring another. */
function startExpiring(): Promise<TestServer> {
  const soonMs = Date.now() + 1_200;
  return startGuarded({ authenticate: authenticateTokens(() => soonMs) });
}

async function introduced({ wsUrl }: TestServer, token: string): Promise<RawSocket> {
  const socket = await new RawSocket(wsUrl).opened();
  socket.send({ type: 'connection_init', payload: { token } });
  await socket.next();
  return socket;
}

/** An event stream that was reserved and opened with the token of all, and the headers of its requests. */
async function reserved({ streamUrl }: TestServer) {
  const reservation = await fetch(streamUrl, { method: 'PUT', headers: bearer(TOKENS.all) });
  const headers = { ...bearer(TOKENS.all), 'x-graphql-event-stream-token': await reservation.text() };
  return { headers, reader: await EventStreamReader.open(streamUrl, { headers }) };
}

describe('when the token expires', () => {
  test('a WebSocket is closed with 4419, and who comes back with the same token is turned away', async () => {
    await using server = await startExpiring();
    using socket = await introduced(server, TOKENS.all);
    socket.subscribe('1', TICKS);
    const source = await server.sources.next();
    source.push({ number: 1 });
    expect(await socket.next()).toMatchObject({ type: 'next' });
    expect(await socket.closed).toMatchObject({ code: 4419 });
    await source.returned;
    using again = await new RawSocket(server.wsUrl).opened();
    again.send({ type: 'connection_init', payload: { token: TOKENS.all } });
    expect(await again.closed).toMatchObject({ code: 4401, reason: expect.stringContaining('expired') });
  });

  test('the client of graphql-ws comes back with a new one and goes on', async () => {
    await using server = await startExpiring();
    const tokens = [TOKENS.all, TOKENS.same];
    const client = createClient({
      url: server.wsUrl,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ token: tokens.shift() }),
      retryWait: () => Promise.resolve(),
    });
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    (await server.sources.next()).push({ number: 1 });
    expect(await first).toMatchObject({ value: { data: { ticks: { number: 1 } } } });
    const second = results.next();
    (await server.sources.next()).push({ number: 2 });
    expect(await second).toMatchObject({ value: { data: { ticks: { number: 2 } } } });
    await client.dispose();
  });

  test('an event stream of one operation ends without a complete', async () => {
    await using server = await startExpiring();
    await using reader = await EventStreamReader.post(server.url, { query: TICKS }, bearer(TOKENS.all));
    const source = await server.sources.next();
    source.push({ number: 1 });
    expect(await reader.event()).toMatchObject({ event: 'next' });
    expect(await reader.event()).toBeUndefined();
    await source.returned;
  });

  test('a reserved event stream ends without a complete, unless a later request had a newer token', async () => {
    await using server = await startExpiring();
    const old = await reserved(server);
    const renewed = await reserved(server);
    const operate = (headers: Record<string, string>) =>
      fetch(server.streamUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: TICKS, extensions: { operationId: 'a' } }),
      });
    expect((await operate({ ...renewed.headers, ...bearer(TOKENS.same) })).status).toBe(202);
    const source = await server.sources.next();
    expect(await old.reader.event()).toBeUndefined();
    source.push({ number: 7 });
    expect(await renewed.reader.event()).toMatchObject({ data: { id: 'a' } });
    await old.reader[Symbol.asyncDispose]();
    await renewed.reader[Symbol.asyncDispose]();
  });

  test('a DELETE brings a reserved event stream a new token, and says on it that it got there', async () => {
    await using server = await startExpiring();
    const old = await reserved(server);
    const renewed = await reserved(server);
    expect(await renewed.reader.block()).toMatchObject({ comment: true });
    const pinged = await fetch(`${server.streamUrl}?operationId=nobody`, {
      method: 'DELETE',
      headers: { ...renewed.headers, ...bearer(TOKENS.same) },
    });
    expect(pinged.status).toBe(200);
    expect(await renewed.reader.block()).toMatchObject({ comment: true });
    expect(await old.reader.event()).toBeUndefined();
    expect((await fetch(pinged.url, { method: 'DELETE', headers: old.headers })).status).toBe(401);
    const again = { ...renewed.headers, ...bearer(TOKENS.same) };
    expect((await fetch(pinged.url, { method: 'DELETE', headers: again })).status).toBe(200);
    expect(await renewed.reader.block()).toMatchObject({ comment: true });
    await old.reader[Symbol.asyncDispose]();
    await renewed.reader[Symbol.asyncDispose]();
  });
});

describe('a new token on a living WebSocket', () => {
  test('that allows the same interrupts nothing, and the old one may expire', async () => {
    await using server = await startExpiring();
    using old = await introduced(server, TOKENS.all);
    using renewed = await introduced(server, TOKENS.all);
    renewed.subscribe('1', TICKS);
    const source = await server.sources.next();
    renewed.send({ type: 'ping', payload: { token: TOKENS.same } });
    expect(await renewed.next()).toEqual({ type: 'pong' });
    expect(await old.closed).toMatchObject({ code: 4419 });
    source.push({ number: 7 });
    expect(await renewed.next()).toMatchObject({ id: '1', type: 'next' });
  });

  test('that will not do closes it with 4401', async () => {
    await using server = await startGuarded();
    using socket = await introduced(server, TOKENS.all);
    socket.send({ type: 'ping', payload: { token: TOKENS.wrong } });
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  test('that allows something else closes it with 4420, so that what runs begins anew', async () => {
    await using server = await startGuarded();
    using socket = await introduced(server, TOKENS.all);
    socket.subscribe('1', TICKS);
    const source = await server.sources.next();
    socket.send({ type: 'ping', payload: { token: TOKENS.part } });
    expect(await socket.closed).toMatchObject({ code: 4420 });
    await source.returned;
  });

  test('that allows something else is taken while nothing runs', async () => {
    await using server = await startGuarded();
    using socket = await introduced(server, TOKENS.all);
    socket.send({ type: 'ping', payload: { token: TOKENS.part } });
    expect(await socket.next()).toMatchObject({ type: 'pong' });
    socket.subscribe('1', '{ hello }');
    expect(await socket.next()).toMatchObject({ type: 'next' });
    expect(server.contexts.at(-1)?.access).toMatchObject({ subject: 'part' });
  });

  test('counts once the client has been let in, and is not asked of where everybody is', async () => {
    await using server = await startGuarded();
    using socket = await new RawSocket(server.wsUrl).opened();
    socket.send({ type: 'ping', payload: { token: TOKENS.all } });
    expect(await socket.next()).toMatchObject({ type: 'pong' });
    socket.subscribe('1', '{ hello }');
    expect(await socket.closed).toMatchObject({ code: 4401 });
    await using open = await startGuarded({ authenticate: null });
    using free = await new RawSocket(open.wsUrl).acknowledged();
    free.send({ type: 'ping', payload: { token: TOKENS.wrong } });
    expect(await free.next()).toMatchObject({ type: 'pong' });
  });
});
