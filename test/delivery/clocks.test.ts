import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatencyWindow } from '../../src/delivery/latency.ts';
import { createTicker } from '../../src/delivery/ticker.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('latencies are those of the last minute, the newest where there are too many', () => {
  let now = 0;
  const window = new LatencyWindow(() => now, 100);
  expect(window.percentile(0.5)).toBeNull();
  for (let ms = 1; ms <= 100; ms += 1) window.record(ms);
  expect([window.percentile(0.5), window.percentile(0.99), window.percentile(1)]).toEqual([50, 99, 100]);
  now = 30_000;
  for (let at = 0; at < 50; at += 1) window.record(-5);
  expect(window.percentile(0.5)).toBe(0);
  now = 61_000;
  expect(window.percentile(1)).toBe(0);
  now = 91_000;
  expect(window.percentile(1)).toBeNull();
});

test('a latency that many deliveries have in common counts as many times', () => {
  const window = new LatencyWindow(() => 0);
  window.record(1, 98);
  window.record(50);
  window.record(100);
  expect([0.5, 0.98, 0.99, 1].map((share) => window.percentile(share))).toEqual([1, 1, 50, 100]);
});

test('a ticker ticks now and then at intervals, and a late reader gets one tick', async () => {
  const ticker = createTicker(1000);
  expect((await ticker.next()).done).toBe(false);
  let ticks = 0;
  const second = ticker.next().then(() => (ticks += 1));
  await vi.advanceTimersByTimeAsync(999);
  expect(ticks).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  await second;
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await ticker.next()).done).toBe(false);
  const pending = [ticker.next(), ticker.next()];
  expect(vi.getTimerCount()).toBe(2);
  await ticker.return!();
  expect(await Promise.all(pending)).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});
