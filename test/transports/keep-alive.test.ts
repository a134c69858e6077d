import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeepAlive } from '../../src/transports/keep-alive.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one timer beats for all, and stops with the last', () => {
  using keepAlive = createKeepAlive(1_000);
  const beat = vi.fn<() => void>();
  const removers = [keepAlive.add(beat), keepAlive.add(beat)];
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(beat).toHaveBeenCalledTimes(2);
  removers[0]!();
  removers[0]!();
  vi.advanceTimersByTime(1_000);
  expect(beat).toHaveBeenCalledTimes(3);
  removers[1]!();
  expect(vi.getTimerCount()).toBe(0);
});

test.each([0, Infinity])('%d never beats', (everyMs) => {
  using keepAlive = createKeepAlive(everyMs);
  keepAlive.add(() => undefined);
  expect(vi.getTimerCount()).toBe(0);
});
