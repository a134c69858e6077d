import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/source/clock.ts';
import { createSettleQueue, type SettleQueue } from '../../src/source/settle.ts';

let due: { at: number; keys: readonly string[] }[] = [];
let queue: SettleQueue;

beforeEach(() => {
  vi.useFakeTimers();
  due = [];
  const startedAt = systemClock.now();
  queue = createSettleQueue({
    settleMs: 50,
    maxSettleMs: 500,
    clock: systemClock,
    onDue: (keys) => due.push({ at: Math.round(systemClock.now() - startedAt), keys }),
  });
});

afterEach(() => {
  queue.clear();
  vi.useRealTimers();
});

/** Touches a key every so often, without end, until the given time. */
function keepTouching(key: string, everyMs: number, untilMs: number): void {
  for (let at = 0; at <= untilMs; at += everyMs) setTimeout(() => queue.touch(key), at);
}

test('a key is due when it has been quiet for settleMs', () => {
  queue.touch('a');
  vi.advanceTimersByTime(40);
  queue.touch('a');
  vi.advanceTimersByTime(200);
  expect(due).toEqual([{ at: 90, keys: ['a'] }]);
});

test('a key that is never quiet is due after maxSettleMs, again and again', () => {
  keepTouching('a', 20, 2000);
  vi.advanceTimersByTime(1990);
  expect(due.map(({ keys }) => keys)).toEqual([['a'], ['a'], ['a']]);
  for (const [index, { at }] of due.entries()) expect(at).toBeLessThanOrEqual((index + 1) * 550);
});

test('keys of one burst are due together, though the first were quiet earlier', () => {
  for (let index = 0; index < 8; index += 1) setTimeout(() => queue.touch(`k${index}`), index * 6);
  vi.advanceTimersByTime(1000);
  expect(due).toHaveLength(1);
  expect(due[0]?.keys).toHaveLength(8);
});

test('a key that is written without end holds another back by no more than one settleMs', () => {
  keepTouching('endless', 20, 3000);
  vi.advanceTimersByTime(100);
  queue.touch('save');
  vi.advanceTimersByTime(400);
  const save = due.find(({ keys }) => keys.includes('save'));
  expect(save?.at).toBeGreaterThanOrEqual(150);
  expect(save?.at).toBeLessThanOrEqual(200);
});

test('a deferred key is due at its time, and no burst lingers for it', () => {
  queue.defer(['later'], 300);
  queue.touch('a');
  vi.advanceTimersByTime(1000);
  expect(due).toEqual([
    { at: 50, keys: ['a'] },
    { at: 300, keys: ['later'] },
  ]);
});

test('an event brings a deferred key forward', () => {
  queue.defer(['a'], 300);
  queue.touch('a');
  vi.advanceTimersByTime(1000);
  expect(due).toEqual([{ at: 50, keys: ['a'] }]);
});

test('deferring leaves a key alone that has an event', () => {
  queue.touch('a');
  queue.defer(['a'], 300);
  vi.advanceTimersByTime(1000);
  expect(due).toEqual([{ at: 50, keys: ['a'] }]);
});

test('clearing forgets all keys and leaves no timer', () => {
  queue.touch('a');
  queue.defer(['b'], 10);
  queue.clear();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(due).toEqual([]);
});
