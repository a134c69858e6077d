import { expect, test } from 'vitest';
import { percentDone, progressWords } from '../../src/dashboard/model/progress.ts';
import { ancestorsOf, buildTree } from '../../src/dashboard/model/spec-tree.ts';
import { byId } from '../support/live-specs.ts';

test('children stand below their parents, and those whose parent is missing below the nearest that is there', () => {
  const { roots, nodes } = buildTree(
    byId({ id: 'E1' }, { id: 'E1-F1' }, { id: 'E1-F2-T1' }, { id: 'E3-F1' }, { id: 'notes/loose' }),
  );
  expect(roots.map(({ spec }) => spec.id)).toEqual(['E1', 'E3-F1', 'notes/loose']);
  expect(roots[0]!.children.map(({ spec }) => spec.id)).toEqual(['E1-F1', 'E1-F2-T1']);
  expect(nodes.get('E1-F2-T1')).toMatchObject({ depth: 1 });
  expect(ancestorsOf(nodes.get('E1-F2-T1')!).map(({ spec }) => spec.id)).toEqual(['E1']);
});

test('an epic has got as far as its leaves: by status, and by the share of a checklist that is done', () => {
  const { nodes } = buildTree(
    byId(
      { id: 'E1', status: 'draft' },
      { id: 'E1-F1', status: 'done' },
      { id: 'E1-F1-T1', status: 'completed' },
      { id: 'E1-F1-T2', status: 'in-progress', checklist: { done: 1, total: 4 } },
      { id: 'E1-F2', status: 'cancelled' },
      { id: 'E1-F3', status: null, checklist: { done: 1, total: 2 } },
    ),
  );
  expect(nodes.get('E1-F1')!.progress).toEqual({ total: 2, done: 1.25, active: 0.75 });
  expect(nodes.get('E1')!.progress).toEqual({ total: 3, done: 1.75, active: 0.75 });
  expect(percentDone(nodes.get('E1')!.progress)).toBe(58);
  expect(percentDone(nodes.get('E1-F2')!.progress)).toBeNull();
  expect(progressWords(nodes.get('E1')!.progress)).toBe('58 % of 3 specs done, 25 % under way');
});

test('only what is done altogether is 100 %, though thirds do not add up', () => {
  const third = { done: 1, total: 3 };
  const almost = Array.from({ length: 400 }, (_, at) => ({
    id: `E1-T${at}`,
    status: at === 7 ? 'draft' : 'done',
  }));
  expect(percentDone(buildTree(byId({ id: 'E1' }, ...almost)).nodes.get('E1')!.progress)).toBe(99);
  const thirds = [1, 2, 3].map((at) => ({ id: `E2-T${at}`, checklist: third }));
  const { progress } = buildTree(byId({ id: 'E2' }, ...thirds)).nodes.get('E2')!;
  expect(percentDone({ ...progress, total: 1 })).toBe(100);
});
