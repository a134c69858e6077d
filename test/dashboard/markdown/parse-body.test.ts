import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BODY_CHARS, MAX_NESTING } from '../../../src/dashboard/markdown/limits.ts';
import { textOf } from '../../../src/dashboard/markdown/markdown-tree.ts';
import { parseBody } from '../../../src/dashboard/markdown/parse-body.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const shownText = (body: string): string => {
  const parsed = parseBody(body);
  return parsed.kind === 'plain' ? parsed.reason : parsed.nodes.map(textOf).join('|');
};
const numbered = (line: (number: number) => string, count: number) =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

describe('reading a body', () => {
  test('leaves comments out, and what stands behind one in', () => {
    expect(shownText('a <!-- b --> c')).toBe('a  c');
    expect(shownText('a\n<!-- b\n\n# c\n-->\nd')).toBe('a|d');
    expect(shownText('<!-- b --> **c**')).toBe('c');
    expect(shownText('> <!-- b\n\nc -->')).toContain('<!-- b');
  });

  test('shows comments in code, and ones that are never closed', () => {
    expect(shownText('`<!-- a -->`')).toBe('<!-- a -->');
    expect(shownText('```\n<!-- a -->\n```')).toBe('<!-- a -->\n');
    expect(shownText('<!-- a')).toBe('<!-- a');
  });

  test('names its headings, each once', () => {
    const parsed = parseBody('# A b!\n## A b\n> ### a-b-1\n\n# `x`: E13\n# ...');
    expect(parsed.kind === 'tree' && [...parsed.slugs.values()]).toEqual([
      'a-b',
      'a-b-1',
      'a-b-1-1',
      'x-e13',
      'section',
    ]);
  });

  test('a file name is no address', () => {
    expect(JSON.stringify(parseBody('see spec.md and readme.md'))).not.toContain('"link"');
  });

  test('never throws, and loses no letter', () => {
    const word = fc.constantFrom(
      'a',
      '*',
      '_',
      '[',
      ']',
      '(',
      ')',
      '>',
      '- ',
      '<!--',
      '-->',
      '\n',
      '    ',
      '|',
      '`',
      '^',
      ':',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), (words) => {
        expect(typeof shownText(words.join(''))).toBe('string');
      }),
    );
  });
});

describe('what is too much to format', () => {
  test.each([
    ['length', 'a'.repeat(MAX_BODY_CHARS + 1), 'too long'],
    ['lines', '\n'.repeat(50_000), 'too long'],
    ['quotes', `${'> '.repeat(MAX_NESTING + 1)}deep`, 'too complex'],
    ['lists', `${'- '.repeat(MAX_NESTING)}deep`, 'too complex'],
    ['emphasis', `${'*a '.repeat(100)}${'a* '.repeat(100)}`, 'too complex'],
    ['marks', '*a* '.repeat(40_000), 'too complex'],
    ['footnotes', numbered((n) => `[^${n}]: x\n\n[^${n}]\n\n`, 1000), 'too complex'],
  ])('is shown as it stands: %s', (_, body, reason) => {
    expect(parseBody(body)).toEqual({ kind: 'plain', reason });
  });

  const MIB = 1024 * 1024;
  const full = (unit: string) => unit.repeat(MAX_BODY_CHARS / unit.length);
  const bombs = [
    '>',
    '*',
    '[',
    ']',
    '![',
    '- ',
    '*a**b',
    '[a](b',
    '_a __b',
    '`a``b',
    '<',
    '<!--',
    '<a b="',
    '&',
    '~~a ',
  ]
    .concat([
      '|',
      '> - ',
      '<!--\n',
      '[^a]',
      'a@a.',
      'http:',
      'www.',
      '//a.b',
      '\\',
      '\t',
      '*_~~[',
      '[a]: <',
      '-.',
    ])
    .map((unit): [string, string] => [unit, full(unit)]);
  test.each<[string, string]>([
    ...bombs,
    ['1 MiB of >', '>'.repeat(MIB)],
    ['1 MiB of *', '*'.repeat(MIB)],
    ['1 MiB of [', '['.repeat(MIB)],
    ['lazy lines under quotes', `${'>'.repeat(1000)}a\n${'b\n'.repeat(9000)}`],
    ['footnotes in footnotes', numbered((n) => `[^${n}]: [^${n + 1}]\n`, 9000) + '\n[^0]'],
    [
      'footnotes on each line',
      numbered((n) => `[^${n}]: - - - - - x\n`, 7000) + '\n' + numbered((n) => `[^${n}]`, 7000),
    ],
    ['comments that end far away', `${'<!--\n'.repeat(9000)}-->x`],
    ['one wide table', `${'|a'.repeat(50_000)}\n${'|-'.repeat(50_000)}`],
    ['growing backticks', numbered((n) => `${'`'.repeat(n)} `, 600)],
  ])('a bomb does not hold up the page: %j', (_, body) => {
    const started = cpuMs();
    parseBody(body);
    // Most take a few milliseconds and none takes a second; the rest is for busy machines.
    expect(cpuMs() - started).toBeLessThan(3000);
  });
});
