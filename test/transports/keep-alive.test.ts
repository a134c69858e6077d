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
  vi.advanceTimersByTime(1_000);
  expect(beat).toHaveBeenCalledTimes(2);
  keepAlive.remove(beatings[0]);
  keepAlive.remove(beatings[0]);
  vi.advanceTimersByTime(1_000);
  expect(beat).toHaveBeenCalledTimes(3);
  keepAlive.remove(beatings[1]);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([0, Infinity])('%d never beats', (everyMs) => {
  using keepAlive = createKeepAlive(everyMs);
  keepAlive.add({ beat: () => undefined });
  expect(vi.getTimerCount()).toBe(0);
});
