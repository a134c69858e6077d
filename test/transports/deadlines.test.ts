import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from '../../src/transports/deadlines.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('one timer expires each that was not removed in time', () => {
  const expired: string[] = [];
  const deadlines = new Deadlines<string>(1_000, (item) => expired.push(item));
  deadlines.add('a');
  deadlines.add('b');
  vi.advanceTimersByTime(600);
  deadlines.add('c');
  expect(vi.getTimerCount()).toBe(1);
  deadlines.remove('b');
  vi.advanceTimersByTime(399);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['a']);
  vi.advanceTimersByTime(600);
  expect(expired).toEqual(['a', 'c']);
  expect([deadlines.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('leaves no timer when nobody is waited for', () => {
  const deadlines = new Deadlines<string>(1_000, () => undefined);
  deadlines.add('a');
  deadlines.remove('a');
  deadlines.remove('a');
  expect(vi.getTimerCount()).toBe(0);
  deadlines.add('b');
  deadlines[Symbol.dispose]();
  expect([deadlines.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('what expires may add the next', () => {
  const expired: number[] = [];
  const deadlines = new Deadlines<number>(10, (item) => {
    expired.push(item);
    if (item < 3) deadlines.add(item + 1);
  });
  deadlines.add(1);
  vi.advanceTimersByTime(30);
  expect(expired).toEqual([1, 2, 3]);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([0, Infinity])('%d never expires', (ms) => {
  const deadlines = new Deadlines<string>(ms, () => undefined);
  deadlines.add('a');
  expect(vi.getTimerCount()).toBe(0);
});
