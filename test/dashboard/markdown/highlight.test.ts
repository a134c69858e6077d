import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colouredBlocks } from '../../../src/dashboard/markdown/code-budget.ts';
import { highlight } from '../../../src/dashboard/markdown/highlight.ts';
import { MAX_HIGHLIGHTED_CHARS, MAX_HIGHLIGHTED_LINE_CHARS } from '../../../src/dashboard/markdown/limits.ts';
import { parseBody } from '../../../src/dashboard/markdown/parse-body.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const LANGUAGES = [
  'bash',
  'css',
  'diff',
  'dockerfile',
  'go',
  'graphql',
  'html',
  'http',
  'ini',
  'java',
  'js',
  'json',
  'md',
].concat(['python', 'rust', 'shell', 'sql', 'ts', 'yaml']);

test('gives the words of a language classes', () => {
  expect(highlight('const a = 1;', 'ts')).toContainEqual({ text: 'const', className: 'hljs-keyword' });
});

test('a language that nobody knows has no colours', () => {
  expect(highlight('const a', '__proto__')).toEqual([{ text: 'const a', className: undefined }]);
});

test.each(LANGUAGES)('keeps every letter of %s, whatever it is', (language) => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('`${', '"', "'", '/*', '<a b=', '<!--', '{', '(', '\n', '#', 'class A'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const code = pieces.join('');
      expect(
        highlight(code, language)
          .map((run) => run.text)
          .join(''),
      ).toBe(code);
    }),
    { numRuns: 30 },
  );
});

test('code is coloured in short blocks with short lines, up to a bound for the whole body', () => {
  const block = (code: string) => `\`\`\`js\n${code}\n\`\`\`\n\n`;
  const colouredIn = (body: string) => {
    const parsed = parseBody(body);
    return parsed.kind === 'tree' ? colouredBlocks(parsed.nodes).size : -1;
  };
  expect(colouredIn(block('a') + block('b'.repeat(401)) + block('c\n'.repeat(5001)) + block('d'))).toBe(2);
  expect(colouredIn(block('a'.repeat(99).concat('\n').repeat(99)).repeat(7))).toBe(5);
});

test.each(LANGUAGES)('code made to be slow does not hold up the page: %s', (language) => {
  for (const unit of [
    '`${',
    '(',
    '<',
    '<a ',
    'a',
    'a.',
    '"',
    '\\',
    '{',
    '/*',
    '*',
    '[',
    ' ',
    '\t\n',
    '0x',
    '- ',
    'a:',
    '$(',
    '#',
    '=>',
    '<!--',
    '_',
  ]) {
    const line = `${unit.repeat((MAX_HIGHLIGHTED_LINE_CHARS - 1) / unit.length)}\n`;
    const code = line.repeat(MAX_HIGHLIGHTED_CHARS / line.length);
    const started = cpuMs();
    highlight(code, language);
    expect(cpuMs() - started, unit).toBeLessThan(2000);
  }
});
