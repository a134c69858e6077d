import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, pairedRatios, summarize } from '../report/statistics.ts';

test('the median is the middle of an odd number of values, and between the two middle ones of an even number', () => {
  assert.equal(median([30, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
  assert.ok(Number.isNaN(median([])));
});

test('a summary has the spread beside the median, and there is none of nothing', () => {
  assert.deepEqual(summarize([3, 9, 1]), { median: 3, min: 1, max: 9, count: 3 });
  assert.equal(summarize([]), undefined);
});

test('ratios are made within a repetition, and only where both were measured', () => {
  const of = new Map([
    [0, 50],
    [1, 30],
    [2, 80],
  ]);
  const to = new Map([
    [0, 100],
    [2, 40],
    [3, 1],
  ]);
  assert.deepEqual(pairedRatios(of, to), [0.5, 2]);
});
