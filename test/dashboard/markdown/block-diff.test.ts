import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffBlocks } from '../../../src/dashboard/markdown/block-diff.ts';
import { markBlocks } from '../../../src/dashboard/markdown/block-marks.ts';
import { textOf } from '../../../src/dashboard/markdown/markdown-tree.ts';
import { parseBody } from '../../../src/dashboard/markdown/parse-body.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const letters = (text: string) => text.split('');
const statuses = (before: string, after: string) =>
  diffBlocks(letters(before), letters(after)).marks.map((mark) => mark.status);

test('tells blocks that took the place of others from blocks that came between', () => {
  expect(statuses('abc', 'axc')).toEqual(['same', 'changed', 'same']);
  expect(statuses('ac', 'abc')).toEqual(['same', 'added', 'same']);
  expect(statuses('abd', 'axyd')).toEqual(['same', 'changed', 'added', 'same']);
});

test('says where blocks are gone, and how many', () => {
  const { marks, removedAtEnd } = diffBlocks(letters('abcdef'), letters('ad'));
  expect(marks.map((mark) => mark.removedBefore)).toEqual([0, 2]);
  expect(removedAtEnd).toBe(2);
});

test('every block has a mark, and the counts add up', () => {
  const blocks = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
  fc.assert(
    fc.property(blocks, blocks, (before, after) => {
      const { marks, removedAtEnd } = diffBlocks(before, after);
      const same = marks.filter((mark) => mark.status === 'same').length;
      const changed = marks.filter((mark) => mark.status === 'changed').length;
      const removed = marks.reduce((sum, mark) => sum + mark.removedBefore, removedAtEnd);
      expect(marks).toHaveLength(after.length);
      expect(same + changed + removed).toBe(before.length);
    }),
  );
});

test('two texts with little in common are compared roughly, at once', () => {
  const before = Array.from({ length: 5000 }, (_, at) => `a${at}`);
  const after = before.map((_, at) => (at === 7 ? 'a7' : `b${at}`));
  const started = cpuMs();
  const { marks } = diffBlocks(before, after);
  expect(cpuMs() - started).toBeLessThan(2000);
  expect(marks.flatMap((mark, at) => (mark.status === 'same' ? at : []))).toEqual([7]);
});

const marked = (before: string, after: string): string[] => {
  const [a, b] = [parseBody(before), parseBody(after)];
  if (a.kind === 'plain' || b.kind === 'plain') throw new Error('expected two trees');
  return [...markBlocks(a.nodes, b.nodes).marks].map(([node, mark]) => `${mark.status} ${textOf(node)}`);
};

test('a ticked task marks its own item and no other', () => {
  expect(marked('- [ ] a\n- [ ] b\n- [ ] c', '- [ ] a\n- [x] b\n- [ ] c')).toEqual(['changed [x] b']);
});

test('a new target marks the block of the link, wherever it is defined', () => {
  expect(marked('[a][r]\n\nb\n\n[r]: https://a.test', '[a][r]\n\nb\n\n[r]: https://b.test')).toEqual([
    'changed a',
  ]);
});

test('another spelling of the same is no change', () => {
  expect(marked('1. a\n2. *b*\n\nTitle\n===', '1) a\n2) _b_\n\n# Title')).toEqual([]);
});
