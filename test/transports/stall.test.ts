import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { cutIfUnread } from '../../src/transports/stall-watch.ts';
import { closing, connectRaw, connectRawWebSocket, messageFrame } from '../support/raw-web-socket.ts';
import { startServer, type TestServer } from '../support/transport-server.ts';

const TICKS = 'subscription { ticks { number text } }';
/** Much more than the buffers of two sockets hold. */
const LARGE = 'x'.repeat(24_000_000);

/** About what was read before, and does not count. */
const FIRST_BYTES = 100_000;

/** A client that reads only when it is told to, and answers no ping. */
class Reader {
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  #length = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = closing(socket);
    socket.on('data', (data) => (this.#length += data.length));
  }

  /** Reads a little of what is there. */
  async readSome(): Promise<void> {
    this.#socket.resume();
    await once(this.#socket, 'data');
    this.#socket.pause();
  }

  /** Reads on without a pause; resolves when the whole delivery has come. */
  async readAll(): Promise<void> {
    this.#socket.resume();
    while (this.#length < LARGE.length - FIRST_BYTES) await once(this.#socket, 'data');
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function overWebSocket({ port }: TestServer): Promise<Reader> {
  const subscribe = messageFrame({ id: '1', type: 'subscribe', payload: { query: TICKS } });
  const socket = connectRawWebSocket(port, subscribe);
  await once(socket, 'acknowledged');
  return new Reader(socket.pause());
}

async function overEventStream({ port }: TestServer): Promise<Reader> {
  const body = JSON.stringify({ query: TICKS });
  const socket = connectRaw(
    port,
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n' +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await once(socket, 'data');
  return new Reader(socket.pause());
}

describe.each([
  ['WEBSOCKET', overWebSocket],
  ['SSE', overEventStream],
] as const)('over %s', (transport, connect) => {
  test('a client that reads nothing of what waits for it is given up', async () => {
    await using server = await startServer({ keepAliveMs: 50 });
    const reader = await connect(server);
    const source = await server.sources.next();
    source.push({ number: 1, text: LARGE });
    await source.returned;
    expect(server.connections.byTransport[transport]).toMatchObject({ open: 0, pruned: 1 });
    reader.close();
    await reader.closed;
  });

  test('a client that is slow, and reads, is not', async () => {
    // Given up after two seconds in which nothing moves.
    await using server = await startServer({ keepAliveMs: 400 });
    const reader = await connect(server);
    const source = await server.sources.next();
    source.push({ number: 1, text: LARGE });
    for (let step = 0; step < 60; step += 1) {
      await reader.readSome();
      await sleep(50);
    }
    expect(server.connections.totals).toMatchObject({ opened: 1, closed: 0, pruned: 0 });
    await reader.readAll();
    const [connection] = server.connections.all();
    await expect.poll(() => connection!.subscriptions[0]?.delivered).toBe(1);
    reader.close();
    await reader.closed;
    await source.returned;
    expect(server.connections.totals.pruned).toBe(0);
  });
});

test('the last sign of life of an event stream is that the network takes what is sent', async () => {
  await using server = await startServer({ keepAliveMs: 50 });
  const reader = await overEventStream(server);
  const [connection] = server.connections.all();
  const seenAtMs = connection!.connectedAtMs;
  await expect.poll(() => connection!.lastSeenAtMs).toBeGreaterThan(seenAtMs + 100);
  expect(connection!.roundTripMs).toBeNull();
  const source = await server.sources.next();
  source.push({ number: 1, text: LARGE });
  await expect.poll(() => source.pulled).toBe(1);
  const stuckAtMs = Date.now();
  await source.returned;
  expect(connection!.lastSeenAtMs).toBeLessThanOrEqual(stuckAtMs);
  reader.close();
});

test.each([
  ['that nobody reads the rest of is cut', false],
  ['that is read at last is not', true],
])('an answer %s', async (_name, isRead) => {
  const closed = Promise.withResolvers<boolean>();
  const server = createServer((_request, response) => {
    response.on('close', () => closed.resolve(response.writableFinished));
    response.end(LARGE);
    cutIfUnread(response, 1_500);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connectRaw(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  const reader = new Reader(socket.pause());
  if (isRead) {
    for (let step = 0; step < 40; step += 1) {
      await reader.readSome();
      await sleep(50);
    }
    await reader.readAll();
  }
  expect(await closed.promise).toBe(isRead);
  reader.close();
  server.close();
});
