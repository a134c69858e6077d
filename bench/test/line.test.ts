import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOf, lineThrough } from '../sizing/line.ts';

test('a line through two points tells a third', () => {
  const line = lineThrough({ count: 100, cost: 70 }, { count: 500, cost: 150 });
  assert.deepEqual(line, { fixed: 50, each: 0.2 });
  assert.equal(costOf(line, 2_000), 450);
});
