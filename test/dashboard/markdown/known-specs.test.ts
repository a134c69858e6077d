import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runsOf } from '../../../src/dashboard/markdown/known-specs.ts';

const specs = { ids: new Set(['E13', 'E13-F03', 'plan']), path: '', pathToId: new Map<string, string>() };
const idsIn = (text: string) => runsOf(text, specs).flatMap((run) => (run.isId ? run.text : []));

test('finds the IDs of known specs in a text, as whole words', () => {
  expect(idsIn('E13-F03, (E13) and E13-F03/E13.')).toEqual(['E13-F03', 'E13', 'E13-F03', 'E13']);
  expect(idsIn('E13-F03- and -E13')).toEqual(['E13-F03', 'E13']);
});

test('leaves parts of longer words and IDs alone', () => {
  expect(idsIn('E13-F03-T01 XE13 E13_a E130 éE13 e13')).toEqual([]);
});

test('an everyday word is no link, even if a spec has it for its ID', () => {
  expect(idsIn('the plan')).toEqual([]);
});

test('the runs of a text are the text', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom('E13', 'E13-F03', '-', ' ', '_'), fc.string()))
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, (text) => {
      expect(
        runsOf(text, specs)
          .map((run) => run.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
