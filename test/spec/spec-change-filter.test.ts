import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpecChange } from '../../src/spec/spec-change.ts';
import { createChangePredicate, type SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import { createSpecPredicate } from '../../src/spec/spec-filter.ts';
import { aStep, aValueFilter, World } from '../support/histories.ts';
import { aSpec } from '../support/specs.ts';

const open = aSpec({ status: 'open', tags: ['x'] });
const done = aSpec({ status: 'done', tags: ['y'] });
const closed: SpecChange = { kind: 'updated', before: open, after: done, fields: ['status', 'tags'] };

function matches(filter: SpecChangeFilter, change: SpecChange): boolean {
  return createChangePredicate(filter)(change);
}

describe('a filter of changes', () => {
  test('hears of what comes to meet it and of what ceases to', () => {
    expect(matches({ statuses: ['open'] }, closed)).toBe(true);
    expect(matches({ statuses: ['done'] }, closed)).toBe(true);
    expect(matches({ statuses: ['other'] }, closed)).toBe(false);
  });

  test('wants one version to meet all of it', () => {
    expect(matches({ statuses: ['open'], tags: ['y'] }, closed)).toBe(false);
  });

  test('counts an unknown version before as one that met it', () => {
    const filter = { statuses: ['other'] };
    expect(matches(filter, { kind: 'updated', before: null, after: done, fields: [] })).toBe(true);
    expect(matches(filter, { kind: 'deleted', before: null, last: done })).toBe(true);
    expect(matches({ ...filter, ids: ['E2'] }, { kind: 'deleted', before: null, last: done })).toBe(false);
  });

  test('asks of a deletion what the spec was before it, not what it was at last', () => {
    const gone: SpecChange = { kind: 'deleted', before: open, last: done };
    expect(matches({ statuses: ['open'] }, gone)).toBe(true);
    expect(matches({ statuses: ['done'] }, gone)).toBe(false);
  });

  test('tells kinds apart', () => {
    expect(matches({ kinds: ['updated'] }, closed)).toBe(true);
    expect(matches({ kinds: ['created', 'deleted'] }, closed)).toBe(false);
  });

  test.each(['status', 'Status', 'state', 'labels'])('knows a changed field as %j', (field) => {
    expect(matches({ changedFields: ['owner', field] }, closed)).toBe(true);
  });

  test('asks only updates for their fields', () => {
    expect(matches({ changedFields: ['owner'] }, closed)).toBe(false);
    expect(matches({ changedFields: ['owner'] }, { kind: 'created', after: open })).toBe(true);
    expect(matches({ changedFields: ['owner'] }, { kind: 'deleted', before: open, last: open })).toBe(true);
  });

  test('with values alone, passes exactly what moves a list kept by it', () => {
    fc.assert(
      fc.property(aValueFilter, fc.array(aStep(), { maxLength: 15 }), (filter, steps) => {
        const [isListed, isHeard] = [createSpecPredicate(filter), createChangePredicate(filter)];
        for (const change of new World().take(steps)) {
          const before = change.kind === 'created' ? null : change.before;
          const after = change.kind === 'deleted' ? null : change.after;
          const concerned = [before, after].some((spec) => spec !== null && isListed(spec));
          expect(isHeard(change)).toBe(concerned);
        }
      }),
    );
  });
});
