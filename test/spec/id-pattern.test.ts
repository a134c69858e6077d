import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdMatcher, matchesIdPattern } from '../../src/spec/id-pattern.ts';
import { cpuMs } from '../support/cpu-time.ts';

/** By the definition, at exponential cost. */
function matchesByDefinition(pattern: string, id: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return id === '';
  const tail = rest.join('');
  if (first === '*') {
    return matchesByDefinition(tail, id) || (id !== '' && matchesByDefinition(pattern, id.slice(1)));
  }
  return id !== '' && (first === '?' || first === id[0]) && matchesByDefinition(tail, id.slice(1));
}

test('a pattern matches as it is defined to', () => {
  const text = (letters: string, maxLength: number) =>
    fc.array(fc.constantFrom(...Array.from(letters)), { maxLength }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text('ab-*?', 7), text('ab-*?', 8), (pattern, id) => {
      expect(matchesIdPattern(pattern, id)).toBe(matchesByDefinition(pattern, id));
    }),
    { numRuns: 3000 },
  );
});

test('letters that mean something elsewhere mean themselves', () => {
  expect(matchesIdPattern('a.c+[x]', 'a.c+[x]')).toBe(true);
  expect(matchesIdPattern('a.*', 'abc')).toBe(false);
});

test('a hostile pattern costs no more than its length times that of the ID', () => {
  const pattern = `${'*a'.repeat(100)}*b`;
  const startedAt = cpuMs();
  expect(matchesIdPattern(pattern, 'a'.repeat(10_000))).toBe(false);
  // A matcher that tries every split would not end within the age of the universe.
  expect(cpuMs() - startedAt).toBeLessThan(1000);
});

test('a filter at its limits costs no more than a moment for ten thousand IDs that are made for it', () => {
  const hostile = ['*a'.repeat(100), `*${'a'.repeat(198)}b`, `${'?*'.repeat(99)}ab`, `${'*'.repeat(199)}b`];
  const ids = Array.from({ length: 20 }, (_, at) => hostile[at % hostile.length]!);
  const matches = createIdMatcher({ ids, includeChildren: true });
  const startedAt = cpuMs();
  let matching = 0;
  for (let i = 0; i < 10_000; i += 1) if (matches(`${'a'.repeat(30)}-${i}`)) matching += 1;
  expect(matching).toBe(0);
  expect(cpuMs() - startedAt).toBeLessThan(10_000);
});

test('descendants are meant only where they are asked for, also those of a pattern', () => {
  const named = createIdMatcher({ ids: ['E1', 'E2-?1'] });
  const below = createIdMatcher({ ids: ['E1', 'E2-?1'], includeChildren: true });
  expect(['E1', 'E2-F1', 'E1-F1', 'E2-F1-T1'].map(named)).toEqual([true, true, false, false]);
  expect(['E1', 'E2-F1', 'E1-F1', 'E2-F1-T1'].map(below)).toEqual([true, true, true, true]);
  expect(['E10', 'E2', 'E2-F2-T1'].some(below)).toBe(false);
});

test('no IDs mean every ID', () => {
  expect(createIdMatcher({})('E1')).toBe(true);
  expect(createIdMatcher({ ids: [], includeChildren: true })('notes')).toBe(true);
});
