import { expect, test } from 'vitest';
import type { TransportLog } from '../../src/transports/operation-host.ts';
import { follow } from '../support/follower.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { startServer } from '../support/server.ts';
import { startServer as startTransports } from '../support/transport-server.ts';
import { specText } from '../support/spec-tree.ts';

type Line = Record<string, unknown>;

function collect() {
  const lines: Line[] = [];
  const at = (level: string) => (details: object, message: string) =>
    void lines.push({ level, message, ...details });
  const log: TransportLog = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines };
}

test('each connection is logged by its ID as it comes and goes, and nothing of what it asked', async () => {
  const { log, lines } = collect();
  await using server = await startServer({ 'E01/spec.md': specText({ title: 'Lending' }) }, { log });
  const followers = [await follow(server.url, 'WEBSOCKET'), await follow(server.url, 'SSE')];
  const ids = server.services.connections.all().map(({ id }) => id);
  for (const follower of followers) follower.close();
  await expect.poll(() => server.services.connections.all()).toEqual([]);
  const about = (id: string) => lines.filter(({ connection }) => connection === id);
  for (const [at, transport] of ['WEBSOCKET', 'SSE'].entries()) {
    expect(about(ids[at]!)).toMatchObject([
      { level: 'debug', message: 'a connection was opened', transport, remoteAddress: '127.0.0.1' },
      { level: 'debug', message: 'a connection was closed', transport },
    ]);
  }
  expect(JSON.stringify(lines)).not.toContain('specsChanged');
});

test('who is pruned or turned away is logged where not everything is', async () => {
  const { log, lines } = collect();
  await using server = await startServer({}, { log, keepAliveMs: 50 });
  using deaf = await new RawSocket(server.url.href.replace('http:', 'ws:'), {
    autoPong: false,
  }).acknowledged();
  const { id } = server.services.connections.all()[0]!;
  await deaf.closed;
  await fetch(server.url, { headers: { accept: 'text/event-stream', origin: 'http://foreign.example' } });
  expect(lines.filter(({ level }) => level === 'info').slice(-2)).toMatchObject([
    { message: 'a connection showed no sign of life and was ended', connection: id, transport: 'WEBSOCKET' },
    { message: 'a client was turned away' },
  ]);
});

test('what fails on a connection is logged with its ID', async () => {
  await using server = await startTransports({
    wrap: (executor) => ({
      ...executor,
      run: () => {
        throw new Error('broken');
      },
    }),
  });
  using socket = await new RawSocket(server.wsUrl).acknowledged();
  socket.subscribe('1', 'subscription { ticks { number } }');
  await socket.next();
  const socketId = server.connections.all()[0]!.id;
  socket.socket.close();
  await expect.poll(() => server.connections.all()).toEqual([]);
  await using stream = await EventStreamReader.post(server.url, {
    query: 'subscription { ticks { number } }',
  });
  await stream.event();
  expect(server.errors).toMatchObject([
    { connection: socketId, err: { message: 'broken' } },
    { connection: expect.stringMatching(/./), err: { message: 'broken' } },
  ]);
});
