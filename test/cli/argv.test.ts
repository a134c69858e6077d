import { expect, test } from 'vitest';
import { markTexts, unmarkTexts } from '../../src/cli/argv.ts';

test('marks what would be taken for a number, and nothing else', () => {
  const argv = [
    'tail',
    '007',
    '--tag=1e3',
    '--since',
    '12.50',
    '--port',
    '',
    '--json',
    '-5',
    'E1=2',
    'E13-*',
  ];
  const marked = markTexts(argv);
  expect(marked.filter((arg) => arg.includes('\0'))).toEqual(['\u0000007', '--tag=\u00001e3', '\u000012.50']);
  expect(unmarkTexts(['\u0000007', 'x', true])).toEqual(['007', 'x', true]);
});
