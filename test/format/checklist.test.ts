import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChecklist } from '../../src/format/checklist.ts';
import { MarkdownLines } from '../../src/format/markdown-lines.ts';
import { parsed, text } from './support.ts';

test.each([
  ['- [ ] open\n- [x] done\n* [X] done\n+ [ ] open', { total: 4, done: 2 }],
  ['1. [x] a\n2) [ ] b', { total: 2, done: 1 }],
  ['- a\n  - [x] nested\n    - [ ] deeper\n\t- [ ] by tab', { total: 3, done: 1 }],
  ['> - [x] quoted\n> > - [ ] twice', { total: 2, done: 1 }],
  ['- [x] a\r\n- [ ] b\r\n', { total: 2, done: 1 }],
  ['- [ ]\n- [x]', { total: 2, done: 1 }],
  ['- [x]no space\n- [y] a\n- [] b\n-[x] c\n[x] d\n- \\[x] e', { total: 0, done: 0 }],
  ['- `- [x] code`\n`- [ ] code`\ntext - [x] text', { total: 0, done: 0 }],
  ['- [link](x)\n- [x](y)', { total: 0, done: 0 }],
  ['```\n- [x] code\n```\n- [x] text', { total: 1, done: 1 }],
  ['~~~ md\n- [x] code\n```\n- [x] code\n~~~\n- [ ] text', { total: 1, done: 0 }],
  ['````\n```\n- [x] code\n```\n- [x] code\n````\n- [ ] text', { total: 1, done: 0 }],
  ['- a\n  ```\n  - [x] code\n  ```\n  - [x] text', { total: 1, done: 1 }],
  ['> ```\n> - [x] code\n\n- [x] text', { total: 1, done: 1 }],
  ['```\n- [x] code, never closed', { total: 0, done: 0 }],
  ['<!-- - [x] no -->\n<!--\n- [x] no\n-->\n- [x] yes', { total: 1, done: 1 }],
  ['``` not `a fence\n- [x] text', { total: 1, done: 1 }],
])('counts %j', (body, checklist) => expect(countChecklist(new MarkdownLines(body))).toEqual(checklist));

test('items in the metadata do not count', () => {
  const file = text('---', 'steps:', '  - "[x] a"', '---', '- [ ] b');
  expect(parsed(file).spec.checklist).toEqual({ total: 1, done: 0 });
});

test('counts what a simple model counts', () => {
  const open = fc
    .constantFrom('- [ ] a', '  * [ ] a', '3. [ ] a')
    .map((line) => ({ line, total: 1, done: 0 }));
  const done = fc
    .constantFrom('- [x] a', '> + [X] a', '\t1) [x] a')
    .map((line) => ({ line, total: 1, done: 1 }));
  const other = fc
    .constantFrom('', 'text', '- a', '# [x]', '`- [x] a`', '```\n- [x] a\n```', '~~~~\n~~~\n- [ ] a\n~~~~')
    .map((line) => ({ line, total: 0, done: 0 }));
  fc.assert(
    fc.property(fc.array(fc.oneof(open, done, other)), fc.constantFrom('\n', '\r\n'), (parts, end) => {
      const body = parts.map(({ line }) => line.replaceAll('\n', end)).join(end);
      const sum = (key: 'total' | 'done') => parts.reduce((count, part) => count + part[key], 0);
      expect(countChecklist(new MarkdownLines(body))).toEqual({ total: sum('total'), done: sum('done') });
    }),
  );
});
