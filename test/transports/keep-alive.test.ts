import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeepAlive } from '../../src/transports/keep-alive.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one timer beats for all, and stops with the last', () => {
  using keepAlive = createKeepAlive(1_000);
  const beat = vi.fn<() => void>();
  const beatings = [{ beat }, { beat }] as const;
  for (const beating of beatings) keepAlive.add(beating);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1_001);
  expect(beat).toHaveBeenCalledTimes(2);
  keepAlive.remove(beatings[0]);
  keepAlive.remove(beatings[0]);
  vi.advanceTimersByTime(1_001);
  expect(beat).toHaveBeenCalledTimes(3);
  keepAlive.remove(beatings[1]);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([0, Infinity])('%d never beats', (everyMs) => {
  using keepAlive = createKeepAlive(everyMs);
  keepAlive.add({ beat: () => undefined });
  expect(vi.getTimerCount()).toBe(0);
});

test('the event loop turns between many beats, and whoever is removed meanwhile is not beaten for', async () => {
  vi.useRealTimers();
  using keepAlive = createKeepAlive(5);
  const beats: number[] = [];
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (beats.length < 3) setImmediate(count);
  };
  const removed = { beat: () => beats.push(Infinity) };
  const busy = {
    beat() {
      keepAlive.remove(removed);
      beats.push(turns);
      const endsAt = performance.now() + 6;
      while (performance.now() < endsAt);
    },
  };
  keepAlive.add(busy);
  keepAlive.add({ beat: () => beats.push(turns) });
  keepAlive.add({ beat: () => beats.push(turns) });
  keepAlive.add(removed);
  setImmediate(count);
  await vi.waitUntil(() => beats.length >= 3);
  expect(beats[1]).toBeGreaterThan(beats[0]!);
  expect(beats.slice(0, 3)).not.toContain(Infinity);
});

test('what has arrived while the process was busy is read before the beat that is overdue', async () => {
  vi.useRealTimers();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  try {
    using keepAlive = createKeepAlive(50);
    const order = await new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      accepted.on('data', () => seen.push('data'));
      keepAlive.add({
        beat() {
          seen.push('beat');
          if (seen.length > 1) resolve(seen);
        },
      });
      client.write('pong');
      const endsAt = performance.now() + 200;
      while (performance.now() < endsAt);
    });
    expect(order).toEqual(['data', 'beat']);
  } finally {
    client.destroy();
    accepted.destroy();
    server.close();
  }
});
