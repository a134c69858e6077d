import { expect, test } from 'vitest';
import { fieldNameOf, normaliseWord } from '../../src/spec/field-name.ts';

test.each([
  ['Spec ID', 'id'],
  ['Depends On', 'dependencies'],
  ['depends_on', 'dependencies'],
  ['LABELS', 'tags'],
  ['Last-Modified', 'updated'],
  [' state ', 'status'],
])('%j stands for %s', (key, field) => {
  expect(fieldNameOf(key)).toBe(field);
});

test.each(['Owner', 'story_points', 'constructor', '__proto__'])('%j is spoken of as written', (key) => {
  expect(fieldNameOf(key)).toBe(key);
});

test('words in their normal form are lower case and hyphenated', () => {
  expect(['In Progress', 'in_progress', ' IN--progress '].map(normaliseWord)).toEqual(
    Array.from({ length: 3 }, () => 'in-progress'),
  );
});
