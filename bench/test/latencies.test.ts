import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latencies } from '../load/latencies.ts';

test('percentiles are exact to a tenth of a millisecond below 100 ms, and never above the longest', () => {
  const latencies = new Latencies();
  for (let ms = 1; ms <= 100; ms += 1) latencies.note(ms - 0.5);
  assert.ok(Math.abs(latencies.percentile(0.5) - 49.55) < 0.06);
  assert.ok(Math.abs(latencies.percentile(0.99) - 98.55) < 0.06);
  assert.equal(latencies.percentile(1), 99.5);
  assert.equal(latencies.maxMs, 99.5);
});

test('long latencies count too', () => {
  const latencies = new Latencies();
  latencies.note(1);
  latencies.note(2_500.5);
  latencies.note(1e9);
  assert.equal(latencies.percentile(0.6), 2_501);
  assert.equal(latencies.percentile(1), 1e9);
});
