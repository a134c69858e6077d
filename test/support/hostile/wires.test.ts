import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { EventStreamReader } from '../event-stream-reader.ts';
import { follow } from '../follower.ts';
import { createHostileNetwork } from '../hostile-network.ts';
import { closing, connectRawWebSocket, messageFrame } from '../raw-web-socket.ts';
import { RawSocket } from '../raw-socket.ts';
import { startServer } from '../server.ts';
import { specText } from '../spec-tree.ts';
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
} from './probes.ts';

const ENDLESS_BYTES = 128 * 1024 * 1024;

describe('a connection that stays open', () => {
  test('is reset after so many bytes, and those arrive', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, { cutAfterBytes: { webSocket: 300 } });
    const frames = Array.from({ length: 20 }, () => messageFrame({ type: 'ping' }));
    const socket = connectRawWebSocket(Number(network.url.port), ...frames);
    const failure = once(socket, 'error', { signal: AbortSignal.timeout(5_000) }).catch((error) => [error]);
    const received: Buffer[] = [];
    socket.on('data', (data: Buffer) => received.push(data));
    await closing(socket);
    await expect(failure).resolves.toMatchObject([{ code: 'ECONNRESET' }]);
    expect(Buffer.concat(received)).toHaveLength(300);
    expect(String(Buffer.concat(received))).toMatch(/^HTTP\/1.1 101 .*connection_ack/s);
    await using stream = await EventStreamReader.post(network.url.href, SNAPSHOT);
    await expect(stream.event()).resolves.toMatchObject({ event: 'next' });
    expect(network.connections.cut).toBe(1);
  });

  test('is reset after so many bytes as an event stream, and an ordinary answer is not', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, { cutAfterBytes: { eventStream: 600 } });
    await using stream = await EventStreamReader.post(network.url.href, SNAPSHOT);
    const events: unknown[] = [];
    const read = async () => {
      for (let at = 0; ; at += 1) {
        events.push(await stream.event());
        await server.tree.write(PATH, specText({ title: String(at) }));
      }
    };
    await expect(read()).rejects.toThrow('terminated');
    expect(events[0]).toMatchObject({ event: 'next' });
    for (let at = 0; at < 5; at += 1) expect((await postQuery(network)).status).toBe(200);
    using socket = await socketOf(network).acknowledged();
    await socket.ping();
    expect(network.connections.cut).toBe(1);
  });

  test('is reset when its time is over, one after the other', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, { cutAfterMs: 150 });
    for (const _ of [1, 2]) {
      const startedAt = performance.now();
      using socket = await socketOf(network).acknowledged();
      await using stream = await EventStreamReader.post(network.url.href, SNAPSHOT);
      await stream.event();
      expect((await socket.closed).code).toBe(1006);
      await expect(stream.event()).rejects.toThrow('terminated');
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(149);
    }
    expect(network.connections.cut).toBe(4);
    await expect.poll(() => server.services.connections.all()).toEqual([]);
  });

  test('is reset by hand, and a new one passes', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url);
    using socket = await socketOf(network).acknowledged();
    await using stream = await EventStreamReader.post(network.url.href, SNAPSHOT);
    await stream.event();
    network.cutAll();
    expect((await socket.closed).code).toBe(1006);
    await expect(stream.event()).rejects.toThrow('terminated');
    using next = await socketOf(network).acknowledged();
    await next.ping();
  });

  test('is reset when the server resets it', async () => {
    await using echo = await startEcho();
    await using network = await createHostileNetwork(echo.url);
    const { failed } = await upgraded(network);
    echo.reset();
    expect((await failed).code).toBe('ECONNRESET');
  });

  test('carries ordinary answers without a limit again once its event stream has ended', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url, { cutAfterBytes: { eventStream: 1_000 } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const accept of ['text/event-stream', ...Array.from({ length: 20 }, () => 'application/json')]) {
      const asked = request(`${network.url.href}?query={specs{totalCount}}`, { agent, headers: { accept } });
      const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
      expect(await text(answer)).toContain('"totalCount":1');
    }
    agent.destroy();
    expect(network.connections).toMatchObject({ accepted: 1, eventStreams: 1, requests: 21, cut: 0 });
  });

  test('loses the server behind its back when it is half-open', async () => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url);
    using socket = await socketOf(network).acknowledged();
    network.halfOpenAll();
    await expect.poll(() => server.services.connections.all()).toEqual([]);
    socket.send({ type: 'ping' });
    using next = await socketOf(network).acknowledged();
    await next.ping();
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
    expect(socket.messages.waiting).toEqual([]);
    expect(network.connections).toMatchObject({ halfOpened: 1, open: 2 });
    socket.socket.terminate();
    await expect.poll(() => network.connections.open).toBe(1);
  });
});

describe('a slow network', () => {
  test('is late in both directions and keeps the order, whatever the jitter', async () => {
    await using server = await startServer();
    await using network = await createHostileNetwork(server.url);
    using socket = await socketOf(network).acknowledged();
    network.behave({ delayMs: 40, jitterMs: 20 });
    const startedAt = performance.now();
    const numbers = Array.from({ length: 30 }, (_, at) => at);
    for (const at of numbers) {
      socket.send({ type: 'ping', payload: { at } });
      // Lets each ping be a chunk of its own.
      await new Promise(setImmediate);
    }
    const pongs: unknown[] = [];
    for (const _ of numbers) pongs.push((await socket.next()).payload);
    expect(pongs).toEqual(numbers.map((at) => ({ at })));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
  });

  test('brings megabytes unchanged, though it holds less of them', async () => {
    await using echo = await startEcho();
    await using network = await createHostileNetwork(echo.url, { delayMs: 2, jitterMs: 2 });
    const sent = Buffer.alloc(4 * 1024 * 1024, 'every byte in its place; ');
    const answer = await fetch(network.url, { method: 'POST', body: sent });
    expect(sent.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });
});

test('a client that does not read holds up the server, whatever else would be sent', async () => {
  await using echo = await startEcho();
  await using network = await createHostileNetwork(echo.url);
  const asked = request(network.url, { method: 'POST' });
  asked.on('error', () => undefined);
  const piece = Buffer.alloc(64 * 1024);
  let sentBytes = 0;
  const endless = new Readable({
    read() {
      sentBytes += piece.length;
      this.push(sentBytes < ENDLESS_BYTES ? piece : null);
    },
  });
  endless.pipe(asked);
  await once(asked, 'response');
  let before = 0;
  const hasStopped = () => {
    const isSame = before === sentBytes;
    before = sentBytes;
    return isSame;
  };
  await expect.poll(hasStopped, { interval: 100, timeout: 10_000 }).toBe(true);
  expect(sentBytes).toBeLessThan(ENDLESS_BYTES / 2);
  asked.destroy();
});

describe('a frozen network', () => {
  test.each(TRANSPORTS)('lets nothing pass over %s, and loses nothing when it thaws', async (transport) => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url);
    const follower = await follow(network.url, transport);
    const direct = await follow(server.url, 'WEBSOCKET');
    await expect.poll(() => follower.titles.get('E01')).toBe('Before');
    network.freeze();
    await server.tree.write(PATH, AFTER);
    await server.tree.write('E02/spec.md', AFTER);
    await expect.poll(() => [...direct.titles.values()]).toEqual(['After', 'After']);
    const answering = postQuery(network);
    await expect.poll(() => network.connections.accepted).toBeGreaterThanOrEqual(2);
    expect([...follower.titles]).toEqual([['E01', 'Before']]);
    network.thaw();
    expect((await answering).status).toBe(200);
    await expect.poll(() => [...follower.titles.values()]).toEqual(['After', 'After']);
    follower.close();
    direct.close();
  });

  test('tells neither side that the other has gone until it thaws', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url);
    using leaving = await socketOf(network).acknowledged();
    const { socket: resetting } = await upgraded(network);
    using staying = await socketOf(network).acknowledged();
    network.freeze();
    leaving.socket.terminate();
    resetting.resetAndDestroy();
    await leaving.closed;
    using witness = await new RawSocket(server.url.href.replace('http:', 'ws:')).acknowledged();
    await witness.ping();
    expect(server.services.connections.totals.websocket).toBe(4);
    await server.restart();
    expect(staying.socket.readyState).toBe(staying.socket.OPEN);
    network.thaw();
    expect((await staying.closed).code).toBe(1001);
    await expect.poll(() => network.connections.open).toBe(0);
  });

  test('keeps a reset of the server to itself until it thaws', async () => {
    await using echo = await startEcho();
    await using network = await createHostileNetwork(echo.url);
    const { socket, failed } = await upgraded(network);
    network.freeze();
    echo.reset();
    for (let at = 0; at < 5; at += 1) await fetch(echo.url);
    expect(socket.destroyed).toBe(false);
    network.thaw();
    expect((await failed).code).toBe('ECONNRESET');
  });
});
