import { describe, expect, test } from 'vitest';
import { changeBetween, diffSpecs } from '../../src/spec/spec-change.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { aSpec } from '../support/specs.ts';

describe('what differs between two versions of a spec', () => {
  test('is nothing where nothing does', () => {
    expect(diffSpecs(aSpec(), aSpec())).toEqual([]);
    expect(changeBetween(aSpec(), aSpec())).toBeUndefined();
  });

  test('stands sorted by name, each field once', () => {
    const before = aSpec({ status: 'open', metadata: { status: 'open', owner: 'a', body: 'x' } });
    const after = aSpec({
      status: 'done',
      metadata: { status: 'Done', Zeal: 'much', body: 'y' },
      body: 'other',
      path: 'moved/E1.spec.md',
    });
    expect(diffSpecs(before, after)).toEqual([
      { field: 'Zeal', before: null, after: 'much' },
      { field: 'body', before: null, after: null },
      { field: 'owner', before: 'a', after: null },
      { field: 'path', before: 'E1.spec.md', after: 'moved/E1.spec.md' },
      { field: 'status', before: 'open', after: 'done' },
    ]);
  });

  test('names status and type in their normal form where that differs', () => {
    const before = aSpec({ status: 'in-progress', metadata: { Status: 'In Progress' } });
    const after = aSpec({ status: 'in-review', metadata: { Status: 'In Review' } });
    expect(diffSpecs(before, after)).toEqual([
      { field: 'status', before: 'in-progress', after: 'in-review' },
    ]);
  });

  test('names status as written where only its spelling differs', () => {
    const before = aSpec({ status: 'draft', metadata: { status: 'Draft' } });
    const after = aSpec({ status: 'draft', metadata: { status: 'draft' } });
    expect(diffSpecs(before, after)).toEqual([{ field: 'status', before: 'Draft', after: 'draft' }]);
  });

  test('is null on the side where a field is absent', () => {
    const typed = aSpec({ type: 'epic', metadata: { type: 'Epic' } });
    const derived = aSpec({ type: 'epic', metadata: {} });
    expect(diffSpecs(derived, typed)).toEqual([{ field: 'type', before: null, after: 'epic' }]);
    expect(diffSpecs(typed, derived)).toEqual([{ field: 'type', before: 'epic', after: null }]);
  });

  test('is only the revision where a key goes by another name of the same field', () => {
    const before = aSpec({ status: 'open', metadata: { status: 'open' }, revision: 'r1' });
    const after = aSpec({ status: 'open', metadata: { State: 'open' }, revision: 'r2' });
    expect(diffSpecs(before, after)).toEqual([{ field: 'revision', before: 'r1', after: 'r2' }]);
  });

  test('is only the revision where a comment changed', () => {
    const change = changeBetween(aSpec({ revision: 'r1' }), aSpec({ revision: 'r2' }));
    expect(change).toMatchObject({ kind: 'updated', fields: ['revision'] });
  });

  test('is not the modification time', () => {
    expect(changeBetween(aSpec(), aSpec({ modifiedAtMs: 5 }))).toBeUndefined();
  });

  test('is the title, also where a heading gives it', () => {
    const before = aSpec({ title: 'Old', metadata: {} });
    const after = aSpec({ title: 'New', metadata: {} });
    expect(diffSpecs(before, after)).toEqual([{ field: 'title', before: 'Old', after: 'New' }]);
  });

  test.each<[string, Partial<Spec>]>([
    ['type', { type: 'epic' }],
    ['status', { status: 'done' }],
    ['priority', { priority: 'LOW' }],
    ['parent', { parentId: 'E9' }],
    ['dependencies', { dependencyIds: ['E9'] }],
    ['tags', { tags: ['x'] }],
    ['created', { created: '2026-01-02' }],
    ['updated', { updated: '2026-01-02' }],
  ])('is the %s, also where another file sets it', (field, fields) => {
    const before = aSpec({ metadata: {}, revision: 'r' });
    const after = aSpec({ ...fields, metadata: {}, revision: 'r' });
    expect(diffSpecs(before, after).map((change) => change.field)).toEqual([field]);
  });

  test('is the problems, as values', () => {
    const problem = { code: 'UNKNOWN_PARENT', message: 'None.', path: 'E1.spec.md', line: 3 };
    expect(diffSpecs(aSpec(), aSpec({ problems: [problem] }))).toEqual([
      { field: 'problems', before: [], after: [{ ...problem, line: '3' }] },
    ]);
  });

  test('does not mind keys that every object has', () => {
    const before = aSpec({ metadata: { constructor: 'a' } });
    expect(diffSpecs(before, aSpec({ metadata: {} }))).toEqual([
      { field: 'constructor', before: 'a', after: null },
    ]);
  });
});
