import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { EventStreamReader } from '../../support/event-stream-reader.ts';
import { bearer, startGuarded, TOKENS } from '../../support/guarded-server.ts';
import { exchangeRaw } from '../../support/raw-http.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import type { TestServer } from '../../support/transport-server.ts';

const TICKS = 'subscription { ticks { number } }';
const JSON_TYPE = { 'content-type': 'application/json' };
const STREAM = { accept: 'text/event-stream' };

function post(url: string, headers: Record<string, string>, query = '{ hello }'): Promise<Response> {
  const body = JSON.stringify({ query, extensions: { operationId: 'a' } });
  return fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });
}

/** A reservation of whoever holds a token. */
async function reserve({ streamUrl }: TestServer, token: string): Promise<string> {
  const response = await fetch(streamUrl, { method: 'PUT', headers: bearer(token) });
  expect(response.status).toBe(201);
  return response.text();
}

/** Every way in over HTTP, with the headers that are to be tried. */
const WAYS: [string, (server: TestServer, headers: Record<string, string>) => Promise<Response>][] = [
  ['a query by POST', ({ url }, headers) => post(url, headers)],
  ['a query by GET', ({ url }, headers) => fetch(`${url}?query={hello}`, { headers })],
  ['an event stream by POST', ({ url }, headers) => post(url, { ...STREAM, ...headers }, TICKS)],
  [
    'an event stream by GET',
    ({ url }, headers) => fetch(`${url}?query=${TICKS}`, { headers: { ...STREAM, ...headers } }),
  ],
  [
    'an event stream at /graphql/stream',
    ({ streamUrl }, headers) => post(streamUrl, { ...STREAM, ...headers }, TICKS),
  ],
  ['a reservation', ({ streamUrl }, headers) => fetch(streamUrl, { method: 'PUT', headers })],
  [
    'the stream of a reservation',
    async (server, headers) => {
      const token = await reserve(server, TOKENS.all);
      return fetch(`${server.streamUrl}?token=${token}`, { headers: { ...STREAM, ...headers } });
    },
  ],
  [
    'an operation on a reservation',
    async (server, headers) => {
      const token = await reserve(server, TOKENS.all);
      return post(server.streamUrl, { 'x-graphql-event-stream-token': token, ...headers });
    },
  ],
  [
    'the end of an operation',
    async (server, headers) => {
      const token = await reserve(server, TOKENS.all);
      return fetch(`${server.streamUrl}?operationId=a`, {
        method: 'DELETE',
        headers: { 'x-graphql-event-stream-token': token, ...headers },
      });
    },
  ],
  ['a ticket', ({ url }, headers) => fetch(`${url}/ticket`, { method: 'POST', headers })],
];

describe('without a token that will do', () => {
  test.each(WAYS)('%s is answered with 401 and nothing else', async (_way, ask) => {
    await using server = await startGuarded({ reservationTimeoutMs: 500 });
    for (const [headers, challenge] of [
      [{}, 'Bearer realm="specwire"'],
      [{ authorization: 'Basic dXNlcjpwYXNz' }, 'Bearer realm="specwire"'],
      [bearer(TOKENS.wrong), 'Bearer realm="specwire", error="invalid_token"'],
    ] as const) {
      const response = await ask(server, headers);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe(challenge);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const { errors, ...rest } = (await response.json()) as { errors: object[] };
      expect(rest).toEqual({});
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
    expect(server.contexts).toEqual([]);
    expect(server.connections.totals).toMatchObject({ refused: 3, opened: 0 });
  });

  test.each(WAYS)('%s says when tokens cannot be checked, and not why', async (_way, ask) => {
    await using server = await startGuarded({ reservationTimeoutMs: 500 });
    const response = await ask(server, bearer(TOKENS.broken));
    expect(response.status).toBe(503);
    // Between 5 and 15 seconds, and not the same for all who were refused together.
    expect(response.headers.get('retry-after')).toMatch(/^([5-9]|1[0-5])$/);
    expect(await response.text()).not.toContain('directory');
  });

  test.each(WAYS)('%s is served with one', async (_way, ask) => {
    await using server = await startGuarded({ reservationTimeoutMs: 500 });
    const response = await ask(server, bearer(TOKENS.all));
    expect([200, 201, 202]).toContain(response.status);
    await response.body?.cancel();
  });

  test.each([
    ['nothing', undefined, {}],
    ['a wrong token', { token: TOKENS.wrong }, {}],
    ['a wrong header', undefined, bearer(TOKENS.wrong)],
    ['a wrong token and a right header', { token: TOKENS.wrong }, bearer(TOKENS.all)],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }, {}],
  ])('a WebSocket that comes with %s is closed with 4401', async (_case, payload, headers) => {
    await using server = await startGuarded();
    using socket = await new RawSocket(server.wsUrl, { headers }).opened();
    socket.send(
      { type: 'connection_init', payload },
      { type: 'subscribe', id: '1', payload: { query: TICKS } },
    );
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(socket.texts).toEqual([]);
    expect(server.contexts).toEqual([]);
  });

  test('a WebSocket is closed with 1013 when tokens cannot be checked', async () => {
    await using server = await startGuarded();
    using socket = await new RawSocket(server.wsUrl).opened();
    socket.send({ type: 'connection_init', payload: { token: TOKENS.broken } });
    expect(await socket.closed).toMatchObject({ code: 1013 });
  });

  test('the client of graphql-ws does not come back', async () => {
    await using server = await startGuarded();
    let connections = 0;
    const client = createClient({
      url: server.wsUrl,
      webSocketImpl: WebSocket,
      connectionParams: { token: TOKENS.wrong },
      on: { opened: () => void (connections += 1) },
      retryWait: () => Promise.resolve(),
    });
    await expect(client.iterate({ query: TICKS }).next()).rejects.toMatchObject({ code: 4401 });
    expect(connections).toBe(1);
  });

  test.each([
    ['the header', undefined, bearer(TOKENS.part)],
    ['`token`', { token: TOKENS.part }, {}],
    ['`authorization`', { authorization: `Bearer ${TOKENS.part}` }, {}],
    ['`Authorization` below `headers`', { headers: { Authorization: `bearer ${TOKENS.part}` } }, {}],
  ])('a WebSocket that comes with the token in %s is let in', async (_case, payload, headers) => {
    await using server = await startGuarded();
    using socket = await new RawSocket(server.wsUrl, { headers }).opened();
    socket.send({ type: 'connection_init', payload });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.subscribe('1', '{ hello }');
    expect(await socket.next()).toMatchObject({ type: 'next' });
    expect(server.contexts[0]?.access).toMatchObject({ subject: 'part', specs: ['E1'] });
  });
});

describe('a token in the address', () => {
  test.each(['token', 'access_token', 'authorization'])(
    'is refused as `%s`, even one that will do',
    async (name) => {
      await using server = await startGuarded();
      const response = await fetch(`${server.url}?query={hello}&${name}=${TOKENS.all}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('/graphql/ticket');
      const upgrade = await exchangeRaw(
        server.port,
        `GET /graphql?${name}=${TOKENS.all} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      expect(upgrade).toContain('HTTP/1.1 400');
    },
  );

  test('is another thing than the token of a reservation', async () => {
    await using server = await startGuarded();
    const token = await reserve(server, TOKENS.all);
    await using reader = await EventStreamReader.open(`${server.streamUrl}?token=${token}`, {
      headers: bearer(TOKENS.all),
    });
    expect(reader.response.status).toBe(200);
    const bearerThere = await fetch(`${server.streamUrl}?access_token=${TOKENS.all}`, { headers: STREAM });
    expect(bearerThere.status).toBe(400);
  });
});

test('a reserved event stream serves nobody else, whatever their token allows', async () => {
  await using server = await startGuarded({ reservationTimeoutMs: 500 });
  const token = await reserve(server, TOKENS.part);
  const headers = { 'x-graphql-event-stream-token': token, ...bearer(TOKENS.all) };
  for (const response of [
    await fetch(server.streamUrl, { headers: { ...STREAM, ...headers } }),
    await post(server.streamUrl, headers),
    await fetch(`${server.streamUrl}?operationId=a`, { method: 'DELETE', headers }),
  ]) {
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  }
});

test('health and the page of GraphiQL need no token', async () => {
  await using server = await startGuarded();
  const at = (path: string) => new URL(path, server.url);
  for (const path of ['/healthz', '/readyz']) expect((await fetch(at(path))).status).toBe(200);
  const page = await fetch(server.url, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-type')).toContain('text/html');
});

test('no token reaches the log, whichever way it comes and whatever becomes of it', async () => {
  await using server = await startGuarded({ reservationTimeoutMs: 500 });
  for (const token of Object.values(TOKENS)) {
    for (const [, ask] of WAYS) {
      const response = await ask(server, bearer(token));
      await response.body?.cancel();
    }
    await fetch(`${server.url}?query={hello}&token=${token}`);
    for (const [payload, headers] of [
      [{ token }, {}],
      [undefined, bearer(token)],
    ] as const) {
      using socket = await new RawSocket(server.wsUrl, { headers }).opened();
      socket.send({ type: 'connection_init', payload });
      const isIn = await Promise.race([socket.next(), socket.closed]);
      if (!('type' in isIn)) continue;
      for (const other of [TOKENS.broken, TOKENS.wrong, token])
        socket.send({ type: 'ping', payload: { token: other } });
      socket.subscribe('1', '{ hello }');
      await socket.closed;
    }
  }
  expect(server.logged.length).toBeGreaterThan(20);
  for (const token of Object.values(TOKENS)) {
    expect(server.logged.filter((text) => text.includes(token))).toEqual([]);
  }
});
