import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createExpiries, type Expiring } from '../../src/transports/expiries.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

class Thing implements Expiring {
  expired = 0;

  expire(): void {
    this.expired += 1;
  }
}

test('one timer ends each in its second, and stops with the last', () => {
  using expiries = createExpiries();
  const [early, late, twin] = [new Thing(), new Thing(), new Thing()];
  expiries.set(late, 90_500);
  expiries.set(early, 1_500);
  expiries.set(twin, 1_900);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1_999);
  expect(early.expired).toBe(0);
  vi.advanceTimersByTime(1);
  expect([early, twin, late].map(({ expired }) => expired)).toEqual([1, 1, 0]);
  vi.advanceTimersByTime(88_999);
  expect(late.expired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(late.expired).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is removed, prolonged or without an end is not ended', () => {
  using expiries = createExpiries();
  const [removed, prolonged, endless] = [new Thing(), new Thing(), new Thing()];
  expiries.set(removed, 1_000);
  expiries.set(prolonged, 1_000);
  expiries.set(endless, Infinity);
  expiries.remove(removed);
  expiries.remove(removed);
  expiries.set(prolonged, 5_000);
  vi.advanceTimersByTime(4_999);
  expect([removed, prolonged, endless].map(({ expired }) => expired)).toEqual([0, 0, 0]);
  vi.advanceTimersByTime(1);
  expect(prolonged.expired).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is over already ends at once, also when another one’s end sets it', () => {
  using expiries = createExpiries();
  const second = new Thing();
  expiries.set({ expire: () => expiries.set(second, 3_000) }, -1);
  vi.advanceTimersByTime(0);
  vi.advanceTimersByTime(3_000);
  expect(second.expired).toBe(1);
});

test('a clock that is set forward counts within a minute', () => {
  using expiries = createExpiries();
  const thing = new Thing();
  expiries.set(thing, 3_600_000);
  vi.setSystemTime(7_200_000);
  vi.advanceTimersByTime(60_000);
  expect(thing.expired).toBe(1);
});

test('nothing is left behind when it is disposed', () => {
  const expiries = createExpiries();
  const thing = new Thing();
  expiries.set(thing, 1_000);
  expiries[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(thing.expired).toBe(0);
});
