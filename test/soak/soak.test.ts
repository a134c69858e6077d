import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Held } from './served.ts';
import { report, type Measured } from './report.ts';
import { trendOf } from './trend.ts';

const SOAK = fileURLToPath(new URL('soak.ts', import.meta.url));
const BOUNDS = { perMinute: 1, inAll: 4 };

const HELD: Held = {
  heapBytes: 20_000_000,
  rssBytes: 90_000_000,
  handles: 5,
  watches: 100,
  connections: 0,
  opened: 100,
  pruned: 0,
  subscriptions: 0,
  interests: 0,
  groups: 0,
  head: 10,
  delivered: 10,
  conflated: 0,
  resyncs: 0,
  latencyP99Ms: null,
};

function samples(valueAt: (minutes: number) => number) {
  return Array.from({ length: 31 }, (_, minutes) => ({ minutes, value: valueAt(minutes) }));
}

test('a short run is well, and says so', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [SOAK, '--minutes', '0.12']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^ +minutes +heap MB +rss MB +handles/);
  expect(lines.filter((line) => /^ +\d+\.\d\d /.test(line))).toHaveLength(6);
  expect(lines.at(-1)).toBe('all is well');
  expect(Number(/deliveries checked: (\d+), at fault: 0/.exec(stdout)![1])).toBeGreaterThan(100);
}, 60_000);

test.each([
  ['that is steady', (minutes: number) => 100 + (minutes % 3), false],
  ['that falls', (minutes: number) => 100 - minutes, false],
  ['that fills up in the first third', (minutes: number) => 100 + 5 * Math.min(minutes, 10), false],
  ['that rises slowly enough', (minutes: number) => 100 + 0.5 * minutes, false],
  ['that rises', (minutes: number) => 100 + 2 * minutes + (minutes % 3), true],
])('a value %s is judged by its last two thirds', (_name, valueAt, isRising) => {
  expect(trendOf(samples(valueAt), BOUNDS).isRising).toBe(isRising);
});

test('a rise over a moment is chance', () => {
  const moment = samples((at) => 100 + at / 10).map(({ minutes, value }) => ({
    minutes: minutes / 600,
    value,
  }));
  const { perMinute, isRising } = trendOf(moment, BOUNDS);
  expect([perMinute > 10, isRising]).toEqual([true, false]);
});

test.each([
  ['a fault of a client', { faults: ['count 1: expected change 4, was told of 5'] }, /WRONG count 1/],
  ['a connection that is left', { left: { ...HELD, connections: 1 } }, /WRONG 1 connections are left/],
  ['handles that are left', { left: { ...HELD, handles: 9 } }, /WRONG 9 handles are left/],
  ['living clients that were pruned', { left: { ...HELD, pruned: 2 } }, /WRONG 2 living clients/],
  [
    'memory that rises',
    {
      measured: Array.from({ length: 20 }, (_, minutes): Measured => ({
        minutes,
        edits: 0,
        checked: 0,
        held: { ...HELD, heapBytes: HELD.heapBytes + minutes * 1_000_000 },
      })),
    },
    /WRONG heap, MB: rises/,
  ],
])('%s is wrong', (_name, given, line) => {
  const good = { measured: [], faults: [], before: HELD, left: HELD };
  expect(report(good)).toMatchObject({ isGood: true });
  const { text, isGood } = report({ ...good, ...given });
  expect([isGood, text]).toEqual([false, expect.stringMatching(line)]);
});
