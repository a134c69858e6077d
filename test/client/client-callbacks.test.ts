import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket as PackageWebSocket } from 'ws';
import { createSpecClient, type SpecClient } from '../../src/client/index.ts';
import { startServer } from '../support/server.ts';
import { startStreamServer } from '../support/stream-server.ts';
import { lasting, TEAM_TOKENS, tokenAccess } from '../support/team-tokens.ts';

const DOCUMENT = 'subscription { specChanged { cursor } }';

/** Runs it; resolves with what was thrown and nobody caught meanwhile. */
async function uncaughtIn(run: () => Promise<void>): Promise<unknown[]> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const others = events.map((event) => process.listeners(event as 'uncaughtException'));
  const seen: unknown[] = [];
  const note = (error: unknown) => void seen.push(error);
  for (const event of events) process.removeAllListeners(event).on(event, note);
  try {
    await run();
    // Both kinds are told within the turn after.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    for (const [at, event] of events.entries()) {
      process.removeAllListeners(event);
      for (const other of others[at]!) process.on(event as 'uncaughtException', other);
    }
  }
  return seen;
}

/** Subscribes again as soon as it has ended with an error, but a hundred times at most. */
function insist(client: SpecClient, since?: string): { times: number } {
  const counted = { times: 0 };
  const begin = () => {
    counted.times += 1;
    const error = () => counted.times < 100 && begin();
    client.subscribe(DOCUMENT, undefined, { next: () => undefined, error }, { since });
  };
  begin();
  return counted;
}

test('whoever subscribes anew on being refused is asked for once more, and not there and then', async () => {
  await using server = await startStreamServer({ PUT: (_, response) => response.writeHead(403).end() });
  using client = createSpecClient({ url: server.url, transports: ['sse'] });
  const insisting = insist(client);
  await expect.poll(() => insisting.times).toBeGreaterThan(3);
  expect(server.requests.length).toBeGreaterThanOrEqual(insisting.times - 1);
});

test('whoever subscribes anew on a change of access does so once', async () => {
  let which: keyof typeof TEAM_TOKENS = 'all';
  await using server = await startServer({}, { access: tokenAccess() });
  using client = createSpecClient({
    url: server.url,
    token: () => lasting(2, { specs: TEAM_TOKENS[which] }),
  });
  const begun = Promise.withResolvers<string | undefined>();
  client.subscribe(DOCUMENT, undefined, undefined, { onBegun: begun.resolve });
  const insisting = insist(client, await begun.promise);
  which = 'docks';
  await expect.poll(() => insisting.times, { timeout: 5_000 }).toBe(2);
  await expect.poll(() => server.services.hub.size).toBe(1);
});

test('nobody hears a status after the one that has taken its place', async () => {
  let calls = 0;
  using client = createSpecClient({
    url: 'http://127.0.0.1:1/graphql',
    token: () => Promise.reject(new Error(`no ${(calls += 1)}`)),
  });
  client.onStatus(({ retryAtMs }) => retryAtMs !== null && calls === 1 && client.reconnect());
  const areCurrent: boolean[] = [];
  client.onStatus((status) => void areCurrent.push(status === client.status));
  client.subscribe(DOCUMENT);
  await expect.poll(() => client.status.reason).toBe('No token: no 2');
  expect(areCurrent).not.toContain(false);
});

test('a socket of the package ws that is closed before it has opened harms nobody', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const accepted = once(silent, 'connection');
  const seen = await uncaughtIn(async () => {
    const client = createSpecClient({
      url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`,
      transports: ['websocket'],
      webSocket: PackageWebSocket,
    });
    client.subscribe(DOCUMENT);
    await accepted;
    client.dispose();
  });
  silent.close();
  expect(seen).toEqual([]);
});

test('a WebSocket class that throws gives way to the event stream at once', async () => {
  await using server = await startStreamServer();
  const seen = await uncaughtIn(async () => {
    using client = createSpecClient({
      url: server.url,
      webSocket: new Proxy(WebSocket, {
        construct: () => {
          throw new Error('not from this page');
        },
      }),
    });
    client.subscribe(DOCUMENT);
    await expect.poll(() => client.status.state).toBe('fallback');
    expect(client.status.reason).toBe('WebSocket: cannot be opened (not from this page)');
  });
  expect(seen).toEqual([]);
});

test('a query that waits for a token can be given up', async () => {
  using client = createSpecClient({
    url: 'http://127.0.0.1:1/graphql',
    token: () => new Promise<string>(() => undefined),
  });
  const giveUp = new AbortController();
  const answer = client.query('{ stats { total } }', undefined, { signal: giveUp.signal });
  giveUp.abort(new Error('enough'));
  await expect(answer).rejects.toThrow('enough');
});

test.each<[string, (client: SpecClient, live: Disposable) => void]>([
  ['it is disposed of', (_, live) => live[Symbol.dispose]()],
  ['its client is', (client) => client.dispose()],
])('whoever waits for the first specs learns that %s', async (_, end) => {
  await using server = await startStreamServer();
  using client = createSpecClient({ url: server.url, transports: ['sse'] });
  const live = client.liveSpecs();
  end(client, live);
  await expect(live.ready).rejects.toMatchObject({ code: 'DISPOSED' });
});

test('specs of which a change could not be told are not passed off as current', async () => {
  await using server = await startStreamServer();
  using client = createSpecClient({ url: server.url, transports: ['sse'] });
  const live = client.liveSpecs();
  await expect.poll(() => server.requests).toContain('POST');
  const payload = { data: null, errors: [{ message: 'no', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
  server.write(`event: next\ndata: ${JSON.stringify({ id: '1', payload })}\n\n`);
  await expect(live.ready).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  expect(live.error).toMatchObject({ message: 'no' });
  await expect.poll(() => server.requests).toContain('DELETE 1');
});
