import { describe, expect, test } from 'vitest';
import { longestWaitMs, TIMING, waitMs } from '../../src/client/timing.ts';

const range = (loss: Parameters<typeof waitMs>[0], failures: number) => [
  waitMs(loss, failures, TIMING, 0),
  waitMs(loss, failures, TIMING, 1),
];

describe('how long a client waits before it comes back', () => {
  test('a network that broke is tried again within half a second', () => {
    expect(range({ kind: 'lost', status: 1006 }, 0)).toEqual([0, 500]);
    expect(range({ kind: 'lost' }, 0)).toEqual([0, 500]);
  });

  test('a server that shuts down gets its clients back one by one', () => {
    expect(range({ kind: 'lost', status: 1001 }, 0)).toEqual([300, 3_000]);
    expect(range({ kind: 'later', status: 1013 }, 0)).toEqual([300, 3_000]);
  });

  test('each failure doubles the wait, up to half a minute, and half of it is chance', () => {
    const lost = { kind: 'lost' as const };
    expect(range(lost, 1)).toEqual([500, 1_000]);
    expect(range(lost, 2)).toEqual([1_000, 2_000]);
    expect(range(lost, 5)).toEqual([8_000, 16_000]);
    expect(range(lost, 6)).toEqual([15_000, 30_000]);
    expect(range(lost, 1_000)).toEqual([15_000, 30_000]);
  });

  test('what the server says counts, unless the client has reason to wait longer', () => {
    const told = { kind: 'later' as const, status: 503, retryAfterMs: 7_000 };
    expect(range(told, 0)).toEqual([7_000, 7_500]);
    expect(range(told, 1)).toEqual([7_000, 7_500]);
    expect(range(told, 9)).toEqual([15_000, 30_000]);
  });
});

test('a network that cuts all the time keeps nobody away for much longer than it lets them in', () => {
  expect(longestWaitMs(5_000, TIMING)).toBe(10_000);
  expect(longestWaitMs(500, TIMING)).toBe(1_000);
  // What ends at once may be a server that cannot help it.
  expect(longestWaitMs(499, TIMING)).toBe(Infinity);
});
