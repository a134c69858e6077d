import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ancestorIdsOf,
  compareSpecIds,
  isHierarchicalId,
  parentIdOf,
  parseSpecId,
} from '../../src/spec/spec-id.ts';

const digits = fc.oneof(
  fc.constantFrom('0', '1', '01', '001', '2', '10', '99999999999999999998', '99999999999999999999'),
  fc.constantFrom('9'.repeat(400), `${'9'.repeat(399)}8`, `0${'9'.repeat(400)}`),
  fc.nat(30).map(String),
);
const level = fc.tuple(fc.constantFrom('E', 'F', 'e', 'EX'), digits).map((parts) => parts.join(''));
const hierarchical = fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => levels.join('-'));
const anyId = fc.oneof({ weight: 3, arbitrary: hierarchical }, fc.constantFrom('', 'E', 'notes', 'a/b', 'é'));

describe('the order of IDs', () => {
  test('is total, and says equal of equal IDs alone', () => {
    fc.assert(
      fc.property(anyId, anyId, anyId, (a, b, c) => {
        const sign = (x: string, y: string) => Math.sign(compareSpecIds(x, y));
        expect(sign(a, b) === 0).toBe(a === b);
        expect(sign(a, b) + sign(b, a)).toBe(0);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('puts a parent before what is below it', () => {
    fc.assert(
      fc.property(hierarchical, level, (id, last) => {
        expect(compareSpecIds(id, `${id}-${last}`)).toBeLessThan(0);
      }),
    );
  });

  test('is by the value of the digits, of any length', () => {
    const ids = ['x', 'E10', 'E1-F1', 'E2', `E${'9'.repeat(400)}`, 'E99999999999999999999-F1', 'E01', 'E1'];
    expect([...ids, 'E99999999999999999998-F2'].sort(compareSpecIds)).toEqual([
      'E01',
      'E1',
      'E1-F1',
      'E2',
      'E10',
      'E99999999999999999998-F2',
      'E99999999999999999999-F1',
      `E${'9'.repeat(400)}`,
      'x',
    ]);
  });
});

test('only levels of letters with digits make an ID hierarchical', () => {
  expect(parseSpecId('E13-F03-T01-S2')).toEqual(['E13', 'F03', 'T01', 'S2']);
  for (const text of ['', 'E', '13', 'E13-', '-E13', 'E13--F03', 'E13_F03', 'E13-F03\n', 'E13-draft']) {
    expect(isHierarchicalId(text), text).toBe(false);
  }
});

test('an ID that is not hierarchical has nothing above it', () => {
  expect(parentIdOf('my-notes')).toBeNull();
  expect(ancestorIdsOf('my-notes')).toEqual([]);
  expect(parentIdOf('E13')).toBeNull();
});

test('the last of the ancestors is the parent, and the ID begins with each', () => {
  fc.assert(
    fc.property(anyId, (id) => {
      const ancestorIds = ancestorIdsOf(id);
      expect(ancestorIds.at(-1) ?? null).toBe(parentIdOf(id));
      for (const ancestorId of ancestorIds) expect(id.startsWith(`${ancestorId}-`)).toBe(true);
    }),
  );
  expect(ancestorIdsOf('E13-F03-T01')).toEqual(['E13', 'E13-F03']);
});
