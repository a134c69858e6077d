import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { EventStreamReader } from './event-stream-reader.ts';
import { follow } from './follower.ts';
import { createHostileNetwork } from './hostile-network.ts';
import {
  AFTER,
  FILES,
  PATH,
  postQuery,
  SNAPSHOT,
  socketOf,
  startEcho,
  TRANSPORTS,
  upgraded,
} from './hostile/probes.ts';
import { RawSocket } from './raw-socket.ts';
import { startServer } from './server.ts';
import { specText } from './spec-tree.ts';

/** The HTTP status with which a WebSocket is refused. */
async function refusalOf({ socket }: RawSocket): Promise<number | undefined> {
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return answer.statusCode;
}

/** An address at which nobody listens. */
async function deadAddress(): Promise<URL> {
  await using echo = await startEcho();
  return echo.url;
}

describe('a harmless network', () => {
  test.each(TRANSPORTS)('carries a subscription over %s', async (transport) => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url);
    const follower = await follow(network.url, transport);
    await expect.poll(() => follower.titles.get('E01')).toBe('Before');
    await server.tree.write(PATH, AFTER);
    await expect.poll(() => follower.titles.get('E01')).toBe('After');
    follower.close();
    await expect.poll(() => server.services.connections.all()).toEqual([]);
  });

  test('keeps a connection for the next request, and forwards Host and Origin as they are', async () => {
    await using echo = await startEcho();
    await using network = await createHostileNetwork(echo.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { host: 'localhost:1', origin: 'http://localhost:2' };
    for (const text of ['one', 'two']) {
      const asked = request(network.url, { method: 'POST', agent, headers }).end(text);
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      expect(JSON.parse(answer.headers['x-saw'] as string)).toEqual({ ...headers, connection: 'close' });
      expect(String(await buffer(answer))).toBe(text);
    }
    agent.destroy();
    expect(network.connections).toMatchObject({ accepted: 1, requests: 2 });
  });

  test('tells the server when a client gives up before the answer', async () => {
    await using network = await createHostileNetwork(new URL('http://localhost'));
    {
      await using echo = await startEcho();
      network.retarget(echo.url);
      const asked = request(network.url, { method: 'POST' }).on('error', () => undefined);
      asked.flushHeaders();
      await expect.poll(() => network.connections.requests).toBe(1);
      asked.destroy();
    }
    expect(network.connections.badGateway).toBe(0);
  });

  test('breaks off an answer that the server breaks off', async () => {
    await using echo = await startEcho();
    await using network = await createHostileNetwork(echo.url);
    const asked = request(network.url, { method: 'POST' }).on('error', () => undefined);
    asked.write('a part');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    echo.reset();
    await expect(buffer(answer)).rejects.toThrow('aborted');
    asked.destroy();
  });
});

describe('a request for a WebSocket', () => {
  test.each([403, 400] as const)('is refused with %i, and the server never hears of it', async (status) => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url, {
      upgrades: 'refuse',
      refuseStatus: status,
    });
    using socket = socketOf(network);
    expect(await refusalOf(socket)).toBe(status);
    expect(network.connections).toMatchObject({ upgradesAsked: 1, refused: 1, upgraded: 0 });
    expect(server.services.connections.totals.opened).toBe(0);
  });

  test('is swallowed: it opens, and nothing comes through, not even the end', async () => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url, { upgrades: 'swallow' });
    using socket = await socketOf(network).opened();
    socket.send({ type: 'connection_init' });
    socket.subscribe('1', SNAPSHOT.query);
    expect((await postQuery(network)).status).toBe(200);
    expect(server.services.hub.size).toBe(0);
    await server.restart();
    expect((await postQuery(network)).status).toBe(200);
    expect([socket.texts, socket.socket.readyState]).toEqual([[], socket.socket.OPEN]);
    expect(network.connections).toMatchObject({ upgraded: 1, swallowed: 1 });
    socket.socket.terminate();
    await expect.poll(() => network.connections.open).toBe(1);
  });

  test('hangs: nobody answers', async () => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url, { upgrades: 'hang' });
    using socket = socketOf(network);
    await expect.poll(() => network.connections.hung).toBe(1);
    expect((await postQuery(network)).status).toBe(200);
    expect(socket.socket.readyState).toBe(socket.socket.CONNECTING);
    expect(server.services.connections.totals.opened).toBe(0);
  });

  test('is stripped: the server answers a plain request', async () => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url, { upgrades: 'strip' });
    using socket = socketOf(network);
    expect(await refusalOf(socket)).toBe((await fetch(server.url)).status);
    expect(network.connections).toMatchObject({ upgradesAsked: 1, stripped: 1, requests: 1, upgraded: 0 });
  });

  test('that the server refuses brings its answer', async () => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url);
    using socket = new RawSocket(new URL('/nowhere', network.url).href.replace('http:', 'ws:'));
    expect(await refusalOf(socket)).toBe(404);
  });
});

describe('an event stream', () => {
  test('is refused with 502 where a query and its reservation are not', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, { eventStreams: 'refuse' });
    const stream = await EventStreamReader.post(network.url.href, SNAPSHOT);
    expect(stream.response.status).toBe(502);
    expect((await fetch(`${network.url.href}/stream`, { method: 'PUT' })).status).toBe(201);
    expect((await postQuery(network)).status).toBe(200);
    expect(network.connections).toMatchObject({ eventStreamsRefused: 1, eventStreams: 0 });
    await expect.poll(() => server.services.connections.totals.sse).toBe(0);
  });

  test('is held back until there are enough bytes', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, {
      eventStreams: 'buffer',
      bufferBytes: 500,
    });
    const opening = EventStreamReader.post(network.url.href, SNAPSHOT);
    let isOpen = false;
    void opening.then(() => (isOpen = true));
    await expect.poll(() => network.connections.eventStreamsBuffered).toBe(1);
    expect((await postQuery(network)).status).toBe(200);
    expect(isOpen).toBe(false);
    const direct = await follow(server.url, 'SSE');
    for (let at = 0; !isOpen; at += 1) {
      await server.tree.write(PATH, specText({ title: String(at) }));
      await expect.poll(() => direct.titles.get('E01')).toBe(String(at));
    }
    await using stream = await opening;
    await expect(stream.event()).resolves.toMatchObject({
      data: { data: { specsChanged: { snapshot: [{ title: 'Before' }] } } },
    });
    direct.close();
  });

  test('is held back for its time, however few bytes there are', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, { eventStreams: 'buffer', bufferMs: 120 });
    const startedAt = performance.now();
    await using stream = await EventStreamReader.post(network.url.href, SNAPSHOT);
    await expect(stream.event()).resolves.toMatchObject({ event: 'next' });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(119);
  });

  test('that is never let go comes all at once when it ends', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, {
      eventStreams: 'buffer',
      bufferBytes: Infinity,
    });
    const opening = EventStreamReader.post(network.url.href, SNAPSHOT);
    await expect.poll(() => network.connections.eventStreamsBuffered).toBe(1);
    await server.restart();
    await using stream = await opening;
    await expect(stream.event()).resolves.toMatchObject({ event: 'next' });
  });
});

describe('a server that cannot be reached', () => {
  test('shows as a 502 with a page, to requests, uploads and WebSockets, until it is back', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(await deadAddress());
    const answer = await postQuery(network);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await answer.text()).toContain('<h1>502 Bad Gateway</h1>');
    const upload = await fetch(network.url, { method: 'POST', body: Buffer.alloc(8_000_000) });
    expect(upload.status).toBe(502);
    using refused = socketOf(network);
    expect(await refusalOf(refused)).toBe(502);
    expect(network.connections.badGateway).toBe(3);
    network.retarget(server.url);
    expect((await postQuery(network)).status).toBe(200);
    using socket = await socketOf(network).acknowledged();
    await socket.ping();
  });

  test('works again through the same network when it has restarted', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url);
    using socket = await socketOf(network).acknowledged();
    expect((await postQuery(network)).status).toBe(200);
    await server.restart();
    expect((await socket.closed).code).toBe(1001);
    expect((await postQuery(network)).status).toBe(200);
    using next = await socketOf(network).acknowledged();
    await next.ping();
  });
});

test('a network that is disposed leaves no socket and no timer, whatever it was at', async () => {
  await using server = await startServer(FILES);
  const handles = () =>
    process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP') || kind === 'Timeout').length;
  const before = handles();
  const network = await createHostileNetwork(server.url, { cutAfterMs: 3_600_000 });
  const { url, connections } = network;
  expect(connections.open).toBe(0);
  const sockets = [await socketOf(network).acknowledged()];
  network.halfOpenAll();
  sockets.push(await socketOf(network).acknowledged());
  for (const upgrades of ['swallow', 'hang'] as const) {
    network.behave({ upgrades });
    sockets.push(socketOf(network));
    await expect
      .poll(() => network.connections.swallowed + network.connections.hung)
      .toBe(sockets.length - 2);
  }
  network.behave({ eventStreams: 'buffer', bufferMs: 3_600_000 });
  const opening = EventStreamReader.post(url.href, SNAPSHOT).catch(() => undefined);
  await expect.poll(() => network.connections.eventStreamsBuffered).toBe(1);
  network.behave({});
  const { socket: leaving } = await upgraded(network);
  network.behave({ delayMs: 3_600_000 });
  const late = postQuery(network).catch(() => undefined);
  network.freeze();
  sockets.push(socketOf(network));
  leaving.resetAndDestroy();
  await expect.poll(() => network.connections).toMatchObject({ accepted: 8, open: 7 });
  await network[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
  await Promise.all([opening, late, ...sockets.map(({ closed }) => closed)]);
  await expect.poll(() => server.services.connections.all()).toEqual([]);
  await expect.poll(handles).toBeLessThanOrEqual(before);
  expect(network.connections.open).toBe(0);
});
