import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { EventStreamReader } from '../event-stream-reader.ts';
import { follow } from '../follower.ts';
import { createHostileNetwork } from '../hostile-network.ts';
import { closing, connectRawWebSocket, messageFrame } from '../raw-web-socket.ts';
import { RawSocket } from '../raw-socket.ts';
import { startServer } from '../server.ts';
import { specText } from '../spec-tree.ts';
import { AFTER, FILES, PATH, postQuery, SNAPSHOT, socketOf, startEcho, TRANSPORTS } from './probes.ts';

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
    using staying = await socketOf(network).acknowledged();
    network.freeze();
    leaving.socket.terminate();
    await leaving.closed;
    using witness = await new RawSocket(server.url.href.replace('http:', 'ws:')).acknowledged();
    await witness.ping();
    expect(server.services.connections.totals.websocket).toBe(3);
    await server.restart();
    expect(staying.socket.readyState).toBe(staying.socket.OPEN);
    network.thaw();
    expect((await staying.closed).code).toBe(1001);
    await expect.poll(() => network.connections.open).toBe(0);
  });
});
