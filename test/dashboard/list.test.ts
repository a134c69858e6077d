import { describe, expect, test } from 'vitest';
import { facetsOf } from '../../src/dashboard/model/facets.ts';
import type { Highlights } from '../../src/dashboard/model/highlights.ts';
import { lit, unexpired } from '../../src/dashboard/model/highlights.ts';
import {
  createListPredicate,
  EVERYTHING,
  isEverything,
  toggled,
  type ListFilter,
} from '../../src/dashboard/model/list-filter.ts';
import { litRows } from '../../src/dashboard/model/lit-rows.ts';
import { buildTree } from '../../src/dashboard/model/spec-tree.ts';
import { keyAction } from '../../src/dashboard/model/tree-keys.ts';
import { visibleRows } from '../../src/dashboard/model/visible-rows.ts';
import { aChange, aLiveSpec, aMove, byId } from '../support/live-specs.ts';

const SPECS = byId(
  { id: 'E1', title: 'Lending', type: 'epic', status: 'in-progress', priority: 'HIGH' },
  { id: 'E1-F1', title: 'Cards', type: 'feature', status: 'draft', priority: 'LOW', tags: ['core', 'card'] },
  { id: 'E1-F1-T1', title: 'Print cards', status: 'done' },
  { id: 'E2', title: 'Kiosk', type: 'epic', status: 'draft', tags: ['core'] },
);

const idsFor = (filter: Partial<ListFilter>) =>
  [...SPECS.values()].filter(createListPredicate({ ...EVERYTHING, ...filter })).map(({ id }) => id);

describe('the filter', () => {
  test.each<[string, Partial<ListFilter>, string[]]>([
    ['nothing', {}, ['E1', 'E1-F1', 'E1-F1-T1', 'E2']],
    ['words in any case, all of them', { text: ' CARD print' }, ['E1-F1-T1']],
    ['words of tags and paths', { text: 'core' }, ['E1-F1', 'E2']],
    ['a status', { statuses: ['draft'] }, ['E1-F1', 'E2']],
    ['a priority or another', { priorities: ['HIGH', 'LOW'] }, ['E1', 'E1-F1']],
    ['a pattern, with all below', { ids: ['*-F1'] }, ['E1-F1', 'E1-F1-T1']],
    ['several things at once', { statuses: ['draft'], types: ['epic'], tags: ['core'] }, ['E2']],
    ['problems', { hasProblems: true }, []],
  ])('lets through by %s', (_name, filter, ids) => {
    expect(idsFor(filter)).toEqual(ids);
  });

  test('is everything until something is asked for, and again when that is taken back', () => {
    const draft = toggled(EVERYTHING, 'statuses', 'draft');
    expect([
      isEverything(EVERYTHING),
      isEverything(draft),
      isEverything({ ...EVERYTHING, text: ' ' }),
    ]).toEqual([true, false, true]);
    expect(toggled(draft, 'statuses', 'draft')).toEqual(EVERYTHING);
  });

  test('has values that count what choosing them would show, and that stay where they are', () => {
    const values = (filter: Partial<ListFilter>) =>
      facetsOf(SPECS.values(), { ...EVERYTHING, ...filter }).statuses.map(({ value, count, isChosen }) =>
        isChosen ? `[${value}] ${count}` : `${value} ${count}`,
      );
    expect(values({})).toEqual(['draft 2', 'in-progress 1', 'done 1']);
    expect(values({ statuses: ['done'] })).toEqual(['draft 2', 'in-progress 1', '[done] 1']);
    expect(values({ types: ['epic'] })).toEqual(['draft 1', 'in-progress 1', 'done 0']);
    expect(values({ statuses: ['lost'] })).toContain('[lost] 0');
    const { priorities } = facetsOf(SPECS.values(), EVERYTHING);
    expect(priorities.map(({ value }) => value)).toEqual(['HIGH', 'LOW']);
  });
});

const TREE = buildTree(SPECS);
const rowsOf = (choices: Record<string, boolean> = {}, matching: string[] | null = null) =>
  visibleRows(TREE, { choices: new Map(Object.entries(choices)), matching: matching && new Set(matching) });
const idsOf = (rows: ReturnType<typeof rowsOf>) => rows.map(({ node }) => node.spec.id);

describe('the lines', () => {
  test('show the roots of a small tree open, and the rest as the reader has left it', () => {
    expect(idsOf(rowsOf())).toEqual(['E1', 'E1-F1', 'E2']);
    expect(idsOf(rowsOf({ E1: false }))).toEqual(['E1', 'E2']);
    expect(idsOf(rowsOf({ 'E1-F1': true }))).toEqual(['E1', 'E1-F1', 'E1-F1-T1', 'E2']);
    expect(rowsOf().map(({ place, siblings }) => `${place}/${siblings}`)).toEqual(['1/2', '1/1', '2/2']);
  });

  test('show the roots of a large tree closed', () => {
    const many = Array.from({ length: 201 }, (_, at) => ({
      id: `E${Math.floor(at / 2)}${at % 2 ? '-F1' : ''}`,
    }));
    const rows = visibleRows(buildTree(byId(...many)), { choices: new Map(), matching: null });
    expect(rows).toHaveLength(101);
  });

  test('show what matches with all above it, which is open and there for that alone', () => {
    const rows = rowsOf({}, ['E1-F1-T1']);
    expect(idsOf(rows)).toEqual(['E1', 'E1-F1', 'E1-F1-T1']);
    expect(rows.map(({ isContext, isExpanded }) => [isContext, isExpanded])).toEqual([
      [true, true],
      [true, true],
      [false, null],
    ]);
    expect(rowsOf({}, [])).toEqual([]);
  });

  test.each([
    ['ArrowDown', 0, { do: 'go', to: 1 }],
    ['ArrowUp', 0, { do: 'go', to: 0 }],
    ['End', 0, { do: 'go', to: 2 }],
    ['Home', 2, { do: 'go', to: 0 }],
    ['PageDown', 0, { do: 'go', to: 2 }],
    ['PageUp', 2, { do: 'go', to: 0 }],
    ['ArrowRight', 0, { do: 'go', to: 1 }],
    ['ArrowRight', 1, { do: 'set', isOpen: true }],
    ['ArrowRight', 2, null],
    ['ArrowLeft', 0, { do: 'set', isOpen: false }],
    ['ArrowLeft', 1, { do: 'go', to: 0 }],
    ['ArrowLeft', 2, null],
    ['Enter', 1, { do: 'open' }],
    ['x', 1, null],
    ['ArrowDown', 9, null],
  ])('answer to %s on line %i', (key, at, action) => {
    expect(keyAction(key, rowsOf(), at)).toEqual(action);
  });
});

describe('what is lit', () => {
  const DARK: Highlights = new Map();

  test('is what was new or changed, anew with each change, for ten seconds', () => {
    const once = lit(DARK, aChange({ updated: [aMove('E2', 'draft', 'review')] }), 1_000);
    expect(once.get('E2')).toMatchObject({ key: 1, words: { before: 'draft', after: 'review' } });
    const twice = lit(
      once,
      aChange({ added: [aLiveSpec({ id: 'E3' })], updated: [aMove('E2', 'review', 'done')] }),
      5_000,
    );
    expect(twice.get('E2')).toMatchObject({ key: 2, words: { before: 'review', after: 'done' } });
    expect(twice.get('E3')).toMatchObject({ kind: 'created', words: null });
    expect([...unexpired(once, 10_999).keys()]).toEqual(['E2']);
    expect([...unexpired(twice, 15_000).keys()]).toEqual([]);
  });

  test('is the line of what changed, or the nearest above it that can be seen', () => {
    const highlights = lit(DARK, aChange({ updated: [aMove('E1-F1-T1', 'draft', 'done')] }), 0);
    const at = (choices: Record<string, boolean>, more = highlights) =>
      [...litRows(rowsOf(choices), TREE, more)].map(([id, { specId }]) => `${id} for ${specId}`);
    expect(at({ 'E1-F1': true })).toEqual(['E1-F1-T1 for E1-F1-T1']);
    expect(at({})).toEqual(['E1-F1 for E1-F1-T1']);
    expect(at({ E1: false })).toEqual(['E1 for E1-F1-T1']);
    const both = lit(highlights, aChange({ updated: [aMove('E1-F1', 'draft', 'done')] }), 0);
    expect(at({}, both)).toEqual(['E1-F1 for E1-F1']);
    const gone = lit(DARK, aChange({ updated: [aMove('E7', 'draft', 'done')] }), 0);
    expect(at({}, gone)).toEqual([]);
  });
});
