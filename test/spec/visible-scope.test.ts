import { describe, expect, test } from 'vitest';
import { changeInSight } from '../../src/spec/change-in-sight.ts';
import { problemsInSight } from '../../src/spec/problems-in-sight.ts';
import { MutableSpecCollection } from '../../src/spec/spec-collection.ts';
import { SpecsInSight } from '../../src/spec/specs-in-sight.ts';
import { createVisibleScope } from '../../src/spec/visible-scope.ts';
import { aSpec } from '../support/specs.ts';

describe('a scope', () => {
  test.each([
    [['E13'], ['E13', 'E13-F1', 'E13-F1-T1'], ['E1', 'E130', 'E2', 'notes/E13']],
    [['E13-*'], ['E13-F1', 'E13-F1-T1'], ['E13', 'E1']],
    [
      ['E1-F?', 'notes/*'],
      ['E1-F1', 'E1-F1-T1', 'notes/loose'],
      ['E1', 'E1-F10', 'notes'],
    ],
    [[], [], ['E1', '']],
  ])('%j shows what its patterns name and all below', (patterns, inSight, outOfSight) => {
    const scope = createVisibleScope(patterns)!;
    expect(inSight.filter((id) => !scope.includes(id))).toEqual([]);
    expect(outOfSight.filter((id) => scope.includes(id))).toEqual([]);
  });

  test('is everything without patterns, and for one that names everything', () => {
    expect([null, ['*'], ['E1', '**']].map((patterns) => createVisibleScope(patterns))).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('has one key, however its patterns are listed', () => {
    const keys = [['E1', 'E2'], ['E2', 'E1', 'E2'], ['E1'], []].map(
      (patterns) => createVisibleScope(patterns)!.key,
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
    expect(keys).not.toContain('');
  });
});

describe('the specs in sight', () => {
  test('have no relatives out of sight, whatever their files say of their parents', () => {
    const all = new MutableSpecCollection();
    for (const fields of [{ id: 'E1' }, { id: 'E2', parentId: 'E1' }, { id: 'E1-F1' }, { id: 'E2-F1' }]) {
      all.set(aSpec(fields));
    }
    const ids = (scope: string[], of: (specs: SpecsInSight) => Iterable<{ readonly id: string }>) =>
      [...of(new SpecsInSight(all, createVisibleScope(scope)!))].map(({ id }) => id);
    expect(ids(['E1'], (specs) => specs.childrenOf('E1'))).toEqual(['E1-F1']);
    expect(ids(['E2'], (specs) => specs.childrenOf('E1'))).toEqual([]);
    expect(ids(['E2-F1'], (specs) => specs.ancestorsOf('E2-F1'))).toEqual([]);
    expect(ids(['E2'], (specs) => specs.after('E1'))).toEqual(['E2', 'E2-F1']);
    expect(new SpecsInSight(all, createVisibleScope(['E2'])!).size).toBe(2);
  });
});

describe('what a spec in sight has to do with others', () => {
  const scope = createVisibleScope(['E1']);
  const unknown = (...others: string[]) => ({
    code: 'UNKNOWN_DEPENDENCY',
    message: `No spec has the ID of this dependency: ${others.join(', ')}.`,
    path: 'E1.spec.md',
    line: 3,
    others,
  });

  test('shows as far as the others do', () => {
    const own = { code: 'EMPTY_FILE', message: 'Empty.', path: 'E1.spec.md', line: null };
    const orphan = { ...own, code: 'UNKNOWN_PARENT', others: ['E2'] };
    const problems = [own, unknown('E1-F9', 'E2'), orphan];
    expect(problemsInSight(problems, scope)).toEqual([own, unknown('E1-F9')]);
    expect(problemsInSight(problems, null)).toBe(problems);
  });

  test('changes nothing where only those out of sight came or went', () => {
    const before = aSpec({ id: 'E1' });
    const after = aSpec({ id: 'E1', problems: [unknown('E2')] });
    const change = { kind: 'updated', before, after, fields: ['problems'] } as const;
    expect(changeInSight(change, scope)).toBeUndefined();
    expect(changeInSight(change, createVisibleScope(['E1', 'E2']))).toBe(change);
    expect(changeInSight(change, null)).toBe(change);
  });
});
