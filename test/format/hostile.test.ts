import { describe, expect, test } from 'vitest';
import { eftFormat } from '../../src/format/eft.ts';
import { fileOf, parsed } from './support.ts';
import { cpuMs } from '../support/cpu-time.ts';

const SIZE = 1024 * 1024;
const fill = (piece: string, size = SIZE) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const numbered = (line: (n: number) => string, size = SIZE) => {
  const lines: string[] = [];
  for (let n = 0, length = 0; length < size; n += 1) {
    lines.push(line(n));
    length += lines.at(-1)!.length + 1;
  }
  return lines.join('\n');
};

/** Just below what is given to the YAML parser, where it is slowest. */
const BLOCK = 60_000;
const front = (block: string) => `---\n${block}\n---\n# A\n`;

const FILES: { readonly [name: string]: string } = {
  brackets: fill('['),
  bullets: fill('- '),
  'bullets in lines': fill('- \n'),
  bars: fill('|'),
  'bars in lines': fill('|\n'),
  backticks: fill('`'),
  'fences in lines': fill('```\n'),
  dashes: fill('---'),
  'dashes in lines': fill('---\n'),
  'line breaks': fill('\n'),
  'carriage returns': `x${fill('\r')}x`,
  spaces: `${fill(' ')}x`,
  quotes: fill('> '),
  hashes: fill('#'),
  'hashes in lines': fill('# \n'),
  'headings of metadata': fill('## Metadata\n'),
  'headings with marks': `# ${fill(' #')} x`,
  underlines: fill('a\n=\n'),
  comments: fill('<!--\n-->\n'),
  'list items of a checklist': fill('- [x] a\n'),
  'table headers': fill('| Field | Value |\n'),
  'a table': `# A\n| Field | Value |\n|---|---|\n${numbered((n) => `| k${n} | v |`)}`,
  'a list': `# A\n## Metadata\n${numbered((n) => `- **k${n}**: v`)}`,
  'items of one key': `# A\n## Metadata\n- **tags**:\n${numbered((n) => `  - t${n}`)}`,
  'lines of one value': `# A\n## Metadata\n- **tags**:\n  - t\n${fill('    x\n')}`,
  'a status': `# A\n## Metadata\n- status: a${fill('!')}b${fill('!')}`,
  'a priority': `# A\n## Metadata\n- priority: ${fill('!')}`,
  'a day': `# A\n## Metadata\n- created: ${fill('2')}`,
  'a title': `# E01-F02${fill(' ')}:x`,
  'a list of IDs': `# A\n## Metadata\n- dependencies: ${fill('[[E1]],')}`,
  'one long ID': `# A\n## Metadata\n- id: ${fill('E1-')}E1`,
  'stars of a key': `# A\n## Metadata\n- ${fill('*')}: x`,
  'an unclosed block': `---\n${numbered((n) => `k${n}: v`)}`,
  'an unclosed block of comments': `---\n${fill('# x\n\n')}`,
  'line breaks in a text': `# A${fill('\n')}x`,
  'carriage returns in lines': fill('a\r\n'),
  'short lines': fill('a\n'),
  'other blanks in lines': fill('\u00a0\n', SIZE / 2),
  'quoted fences': fill('> ```\n'),
  'list items': fill('- a\n'),
  'boxes that are none': fill('1. [ \n'),
  'comments behind a heading': `# A\n---\n${fill('#\n')}`,
  'list items of metadata': `# A\n## Metadata\n${fill('- x\n')}`,
  'second-level headings': fill('## m\n'),
  'as many dependencies': `# A\n## Metadata\n- dependencies: ${numbered((n) => `E${n},`).replaceAll('\n', '')}`,
  'large front matter': front(numbered((n) => `k${n}: v`)),
  'front matter of brackets': front(fill('[', BLOCK)),
  'front matter of pairs of brackets': front(`a: ${fill('[]', BLOCK)}`),
  'front matter of dashes': front(fill('- ', BLOCK)),
  'front matter of questions': front(fill('? ', BLOCK)),
  'front matter of colons': front(fill(': ', BLOCK)),
  'front matter of faults': front(fill('a: @\n', BLOCK)),
  'front matter of anchors': front(fill('&a ', BLOCK)),
  'front matter of aliases': front(`a: &a [x]\n${numbered((n) => `k${n}: *a`, BLOCK)}`),
  'front matter of keys': front(numbered((n) => `k${n}: v`, BLOCK)),
  'front matter of directives': front(fill('%\n', BLOCK)),
  'front matter of depth': front(numbered((n) => `${' '.repeat(n)}a:`, BLOCK)),
  'front matter of quotes': front(fill('"\\', BLOCK)),
  'front matter of exclamations': front(fill('! ', BLOCK)),
  'front matter of tags': front(fill('!a ', BLOCK)),
  'front matter of commas': front(`a: {${fill('a,', BLOCK)}}`),
  'front matter of tabs': front(fill('\t', BLOCK)),
};

describe('a block of metadata that is longer than any', () => {
  const metadataOf = (text: string) => {
    const { spec } = parsed(text);
    return { spec, problems: spec.problems.map(({ code, line }) => `${code}:${line}`) };
  };
  const lines = (line: (n: number) => string) => Array.from({ length: 6000 }, (_, n) => line(n)).join('\n');

  test.each([
    ['a list', `# A\n## Metadata\n${lines((n) => `- k${n}: v`)}`, '- k5000: v\n', 5003],
    [
      'a table',
      `# A\n| Field | Value |\n|---|---|\n${lines((n) => `| k${n} | v |`)}`,
      '| k5000 | v |\n',
      5004,
    ],
  ])('ends there, with a problem, and the rest is text: %s', (_name, text, rest, line) => {
    const { spec, problems } = metadataOf(text);
    expect(Object.keys(spec.metadata)).toHaveLength(5000);
    expect(problems).toEqual([`MALFORMED_METADATA:${line}`]);
    expect(spec.body.startsWith(rest)).toBe(true);
  });

  test('is read up to there, with a problem, where its end is known', () => {
    const { spec, problems } = metadataOf(front(lines((n) => `k${n}: v`)));
    expect(Object.keys(spec.metadata)).toHaveLength(5000);
    expect(problems).toEqual(['MALFORMED_METADATA:2', 'MALFORMED_METADATA:5002']);
    expect(spec.body).toBe('# A\n');
  });

  test('so is a list of one field', () => {
    const ids = Array.from({ length: 6000 }, (_, n) => `E${n}`).join(', ');
    const { spec, problems } = metadataOf(`# A\n## Metadata\n- dependencies: ${ids}`);
    expect(spec.dependencyIds).toHaveLength(5000);
    expect(problems).toEqual(['INVALID_VALUE:3']);
  });
});

/** The machine may be busy: what is told apart is a moment and a quadratic minute. */
const MOMENT_MS = 5_000;

describe('a file that is made to take long does not', () => {
  test.each(Object.keys(FILES))('%s', (name) => {
    const file = fileOf(FILES[name]!);
    const before = cpuMs();
    expect(eftFormat.parse(file).kind).toMatch(/parsed|faulty/);
    eftFormat.looksUnfinished(file.bytes);
    expect(cpuMs() - before).toBeLessThan(MOMENT_MS);
  });
});
