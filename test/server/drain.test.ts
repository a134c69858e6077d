import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drain } from '../../src/server/drain.ts';
import type { Leaving } from '../../src/transports/leaving.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A connection that notes when it was told to leave. */
class Guest implements Leaving {
  isBehind = false;
  readonly leftAtMs: number[] = [];

  leave(): void {
    this.leftAtMs.push(performance.now());
  }
}

function guests(count: number): Guest[] {
  return Array.from({ length: count }, () => new Guest());
}

/** Begins to drain at time 0. */
function begin(all: readonly Guest[], overMs: number) {
  const stop = new AbortController();
  const startedAt = performance.now();
  const done = drain(all, { overMs, signal: stop.signal });
  const leftAtMs = () => all.flatMap((guest) => guest.leftAtMs.map((at) => at - startedAt));
  return { done, stop, leftAtMs };
}

test('ends each once, spread over the time', async () => {
  const { done, leftAtMs } = begin(guests(1_000), 10_000);
  await vi.advanceTimersByTimeAsync(10_000);
  await done;
  expect(leftAtMs()).toHaveLength(1_000);
  // Of a thousand random moments in eight seconds each second has some.
  for (let second = 0; second < 8; second += 1) {
    expect(leftAtMs().some((at) => at >= second * 1_000 && at < (second + 1) * 1_000)).toBe(true);
  }
  expect(vi.getTimerCount()).toBe(0);
});

test('ends all at once where there is no time, but for those who lack something', async () => {
  const all = guests(10);
  all[3]!.isBehind = true;
  const { done, leftAtMs } = begin(all, 0);
  expect(leftAtMs()).toHaveLength(9);
  await vi.advanceTimersByTimeAsync(500);
  expect(all[3]!.leftAtMs).toEqual([]);
  all[3]!.isBehind = false;
  await vi.advanceTimersByTimeAsync(100);
  await done;
  expect(leftAtMs()).toHaveLength(10);
});

test('does not wait longer for those who never catch up', async () => {
  const all = guests(10);
  for (const guest of all) guest.isBehind = true;
  const { done, leftAtMs } = begin(all, 3_000);
  await vi.advanceTimersByTimeAsync(2_900);
  expect(leftAtMs()).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  await done;
  expect(leftAtMs()).toHaveLength(10);
});

test('can be cut short', async () => {
  const { done, stop } = begin(guests(10), 60_000);
  stop.abort();
  await done;
  expect(vi.getTimerCount()).toBe(0);
});
