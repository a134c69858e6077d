import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SnapshotCache } from '../../src/delivery/snapshot-cache.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const make = () => ({ kind: 'snapshot', specs: [], cursor: 'log.1', timestampMs: 0 }) as const;

test('gives the same snapshot to all who come at once, until something is committed', () => {
  const cache = new SnapshotCache();
  const first = cache.get('all', 1, make);
  expect(cache.get('all', 1, make)).toBe(first);
  expect(cache.get('some', 1, make)).not.toBe(first);
  const later = cache.get('all', 2, make);
  expect(later).not.toBe(first);
  expect(cache.size).toBe(1);
  cache[Symbol.dispose]();
});

test('lets go of what nobody asked for within a second, and leaves no timer', () => {
  const cache = new SnapshotCache();
  cache.get('all', 1, make);
  vi.advanceTimersByTime(900);
  cache.get('all', 1, make);
  vi.advanceTimersByTime(900);
  expect(cache.size).toBe(1);
  vi.advanceTimersByTime(100);
  expect([cache.size, vi.getTimerCount()]).toEqual([0, 0]);
  cache.get('all', 1, make);
  cache[Symbol.dispose]();
  expect([cache.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('keeps a bounded number', () => {
  const cache = new SnapshotCache();
  for (let at = 0; at < 1_000; at += 1) cache.get(`filter ${at}`, 1, make);
  expect(cache.size).toBe(100);
  cache[Symbol.dispose]();
});
