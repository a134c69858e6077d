import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortInSteps } from '../../src/spec/sort-in-steps.ts';

interface Item {
  readonly key: number;
  readonly at: number;
}

/** Sorts by key alone, and tells how many comparisons there were at most between two rests. */
function sorted(keys: readonly number[]) {
  let [count, most] = [0, 0];
  const items = keys.map((key, at): Item => ({ key, at }));
  const steps = sortInSteps(items, (a, b) => {
    count += 1;
    most = Math.max(most, count);
    return a.key - b.key;
  });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { result: value, most, expected: items.toSorted((a, b) => a.key - b.key) };
    count = 0;
  }
}

test('the result is that of a sort at once, equal items in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 1500, size: 'max' }), (keys) => {
      const { result, expected } = sorted(keys);
      expect(result).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('the work between two rests does not grow with the number of items', () => {
  const keys = Array.from({ length: 20_000 }, (_, at) => (at * 7919) % 20_011);
  expect(sorted(keys).most).toBeLessThan(3000);
});
