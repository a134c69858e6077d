import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlainYaml } from '../../../src/format/metadata/plain-yaml.ts';
import { readWholeYaml } from '../../../src/format/metadata/yaml-block.ts';
import { text } from '../support.ts';

const read = (entries: ReturnType<typeof readPlainYaml>) => entries?.block({ start: 0, end: 0 });

/** What is read of a block, by the whole parser too, which must say the same. */
function plainly(block: string) {
  const found = read(readPlainYaml(block, 3));
  if (found) expect(found).toEqual(read(readWholeYaml(block, 3)));
  return found?.metadata;
}

test('what nearly all files hold is read without the whole parser', () => {
  const block = text(
    '# Who keeps it',
    'id: 8232e119',
    'title: Returns, by night (first) & late',
    'Spec ID: E13-F03',
    'created: 2025-09-04T10:00:00Z',
    'tags: [docks, night-time]',
    'none: []',
    'quoted: "E13: docks # here"',
    'dependencies:',
    '  - E13-F01',
    '',
    '  - "E13: F02"',
    'children:',
    '- a',
    'empty:',
    'status: Fertig für heute   ',
  );
  expect(plainly(block)).toEqual({
    id: '8232e119',
    title: 'Returns, by night (first) & late',
    'Spec ID': 'E13-F03',
    created: '2025-09-04T10:00:00Z',
    tags: ['docks', 'night-time'],
    none: [],
    quoted: 'E13: docks # here',
    dependencies: ['E13-F01', 'E13: F02'],
    children: ['a'],
    empty: null,
    status: 'Fertig für heute',
  });
});

test('so is a block with line ends of another system, and one with a key twice', () => {
  expect(plainly('a: 1\r\nb:\r\n  - c\r\n')).toEqual({ a: '1', b: ['c'] });
  expect(plainly('a: 1\na: 2\n')).toEqual({ a: '1' });
  expect(plainly('')).toEqual({});
});

describe('all else is left to the whole parser', () => {
  test.each([
    'a: b: c',
    'a: b # c',
    'a: "b" c',
    'a: b:',
    'a:\tb',
    'a: [b, [c]]',
    'a: [b,]',
    'a: [\u00a0]',
    'a: [\u00a0b]',
    'a: {b: c}',
    'a: |\n  b',
    'a: b\n  c',
    'a:\n  b: c',
    'a:\n  - b: c',
    'a:\n  - b\n    c',
    'a:\n  - b\n - c',
    'a: &b c',
    'a: *b',
    'a: !b c',
    '"a": b',
    '? a',
    '- a',
    'text',
    '---\na: b',
    'a: b\n...',
  ])('%j', (block) => expect(plainly(block)).toBeUndefined());
});

test('whatever is read at all is what the whole parser reads', () => {
  const words = [
    'a',
    'b: ',
    'c:',
    'key: v',
    'tags:',
    '__proto__: x',
    'a: "b"',
    'a: [',
    '<<: x',
    'x',
    'E1',
    '1',
  ];
  const blanks = ['\n', '\n', '\n', '\n', '\r\n', ' ', '  ', '\t', '\u00a0', '\u2028', '\ufeff', '\u0085'];
  const signs = [
    '- ',
    '  - ',
    '    - x',
    '-',
    '#',
    ' #',
    ':',
    ': ',
    ',',
    '[',
    ']',
    '[a, b]',
    '{',
    '}',
    '"',
    "'",
  ];
  const others = [
    '\\',
    '|',
    '>',
    '&',
    '*',
    '!',
    '%',
    '@',
    '`',
    '?',
    '? ',
    '~',
    'null',
    '---',
    '...',
    'é',
    '🚲',
  ];
  const piece = fc.constantFrom(...words, ...blanks, ...signs, ...others, '(', ')', '/', '.', '=');
  const block = fc.oneof(
    fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
    fc
      .array(fc.array(piece, { maxLength: 4 }), { maxLength: 6 })
      .map((lines) => lines.map((pieces, at) => `k${at}: ${pieces.join('')}`).join('\n')),
  );
  fc.assert(
    fc.property(block, (block) => {
      plainly(block);
    }),
    { numRuns: 5000 },
  );
});
