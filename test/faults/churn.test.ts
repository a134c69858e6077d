import { expect, test } from 'vitest';
import { expectHeld, held } from '../support/held.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { closing, connectRaw, connectRawWebSocket, messageFrame } from '../support/raw-web-socket.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const CONNECTS = 5_000;
const AT_ONCE = 50;
const QUERY = 'subscription { specChanged { cursor } }';
const BODY = JSON.stringify({ query: QUERY });
const POST =
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n' +
  `Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const SUBSCRIBE = messageFrame({ id: '1', type: 'subscribe', payload: { query: QUERY } });

/** Comes and goes, each in another way. */
async function visit(port: number, at: number): Promise<void> {
  switch (at % 5) {
    case 0: {
      // Gone before anything is said.
      const socket = connectRaw(port);
      socket.once('connect', () => socket.destroy());
      return closing(socket);
    }
    case 1: {
      // Gone as soon as it has subscribed, with a reset.
      const socket = connectRawWebSocket(port, SUBSCRIBE);
      socket.once('acknowledged', () => socket.resetAndDestroy());
      return closing(socket);
    }
    case 2: {
      const socket = connectRawWebSocket(port, SUBSCRIBE);
      socket.once('acknowledged', () => setImmediate(() => socket.end()));
      return closing(socket);
    }
    case 3: {
      const socket = connectRaw(port, POST);
      socket.once('data', () => socket.end());
      return closing(socket);
    }
    default: {
      // Gone while its request is read.
      const socket = connectRaw(port, POST);
      setImmediate(() => socket.destroy());
      return closing(socket);
    }
  }
}

test('5,000 who come and go leave nothing behind', async () => {
  await using server = await startServer({ 'E01/spec.md': specText({ title: 'Lending' }) });
  const before = held(server);
  const port = Number(server.url.port);
  let next = 0;
  const visitor = async (): Promise<void> => {
    while (next < CONNECTS) await visit(port, next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
  await expectHeld(server, before);
  // Those who had their answer were connections: three of five.
  expect(server.services.connections.totals.opened).toBeGreaterThanOrEqual((CONNECTS * 3) / 5);
}, 60_000);

test('2,000 operations on one socket, one after the other and at once, leave nothing behind', async () => {
  await using server = await startServer(
    { 'E01/spec.md': specText({ title: 'Lending' }) },
    // What is tested is what lies behind this limit.
    { maxMessagesPerSecond: 0 },
  );
  const before = held(server);
  using client = await new RawSocket(server.url.href.replace('http:', 'ws:')).acknowledged();
  for (let round = 0; round < 20; round += 1) {
    const ids = Array.from({ length: 50 }, (_, at) => String(at));
    for (const id of ids) client.subscribe(id, QUERY);
    await expect.poll(() => server.services.hub.size).toBe(50);
    for (const id of ids) client.send({ id, type: 'complete' });
    for (const id of ids) client.subscribe(id, '{ serverStatus { version } }');
    let completed = 0;
    while (completed < 50) if ((await client.next()).type === 'complete') completed += 1;
    expect(server.services.hub.size).toBe(0);
    expect(server.services.connections.all()[0]!.subscriptions).toEqual([]);
  }
  client.socket.close();
  await expectHeld(server, before);
}, 40_000);
