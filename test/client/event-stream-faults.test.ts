import type { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { createSpecClient, type SpecClientOptions } from '../../src/client/index.ts';
import { startStreamServer, type StreamServer } from '../support/stream-server.ts';

const DOCUMENT = 'subscription { specChanged { cursor } }';

function follow({ url }: StreamServer, options: Partial<SpecClientOptions> = {}) {
  const client = createSpecClient({ url, transports: ['sse'], ...options });
  const told: unknown[] = [];
  const stop = client.subscribe(DOCUMENT, undefined, {
    next: ({ data }) => void told.push(data),
    error: ({ code }) => void told.push(code),
    complete: () => void told.push('complete'),
  });
  return { client, told, stop, [Symbol.dispose]: () => client.dispose() };
}

/** Does it once, and the right thing from then on. */
function once<Given extends readonly unknown[]>(deed: (...given: Given) => unknown) {
  let isDone = false;
  return (...given: Given) => {
    if (isDone) return false;
    isDone = true;
    deed(...given);
    return true;
  };
}

const posts = ({ requests }: StreamServer) => requests.filter((request) => request === 'POST');
const streams = ({ requests }: StreamServer) => requests.filter((request) => request === 'GET');

describe('a subscription whose request is lost while the stream goes on', () => {
  test('is begun on another one', async () => {
    await using server = await startStreamServer({ POST: once(({ socket }) => socket.destroy()) });
    using _ = follow(server);
    await expect.poll(() => posts(server)).toHaveLength(2);
    expect(streams(server)).toHaveLength(2);
  });

  test('is so, too, when there is no answer in a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await using server = await startStreamServer({ POST: once(() => undefined) });
      using _ = follow(server);
      await vi.waitUntil(() => posts(server).length === 1);
      await vi.advanceTimersByTimeAsync(61_000);
      await vi.waitUntil(() => posts(server).length === 2);
      expect(streams(server)).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('a subscription whose end is lost on the way is not left behind on the server', async () => {
  const cut = once<[Socket]>((socket) => socket.destroy());
  await using server = await startStreamServer({
    DELETE: ({ url, socket }) => !url!.endsWith('ping') && cut(socket),
  });
  using follower = follow(server);
  follower.client.subscribe(DOCUMENT, undefined, { next: () => undefined });
  await expect.poll(() => posts(server)).toHaveLength(2);
  follower.stop();
  // A stream takes its operations along; the one that goes on is begun on the next.
  await expect.poll(() => streams(server)).toHaveLength(2);
  await expect.poll(() => posts(server)).toHaveLength(3);
});

test('a result that is none is no silent end', async () => {
  await using server = await startStreamServer();
  using follower = follow(server);
  await expect.poll(() => posts(server)).toHaveLength(1);
  server.write('event: next\ndata: {"id":"1","payload":null}\n\n');
  await expect.poll(() => posts(server)).toHaveLength(2);
  server.write('event: next\ndata: {"id":"1","payload":{"data":{"a":1}}}\n\n');
  await expect.poll(() => follower.told).toEqual([{ a: 1 }]);
});

test('a proxy that lets no DELETE through is told as that, and is no change of access', async () => {
  await using server = await startStreamServer({
    DELETE: (_, response) => response.writeHead(403).end(),
  });
  using follower = follow(server);
  await expect.poll(() => follower.told).toEqual(['REFUSED']);
  expect(follower.client.status.reason).toBe('Event stream: refused with 403');
});

test('a fetch that throws is a network that is not there', async () => {
  await using server = await startStreamServer();
  using follower = follow(server, {
    fetch: ((url: string, init: RequestInit) => {
      if (init.method === 'DELETE') throw new Error('not allowed');
      return fetch(url, init);
    }) as typeof fetch,
    timing: { pingTimeoutMs: 100 },
  });
  await expect.poll(() => follower.client.status.reason).toBe('Event stream: no sign of life');
});
