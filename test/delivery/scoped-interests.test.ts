import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InterestIndex } from '../../src/delivery/interest-index.ts';
import { changeInSight } from '../../src/spec/change-in-sight.ts';
import { createChangePredicate } from '../../src/spec/spec-change-filter.ts';
import { createVisibleScope } from '../../src/spec/visible-scope.ts';
import { aChangeFilter, aStep, World } from '../support/histories.ts';
import { aSpec } from '../support/specs.ts';

const aScope = fc
  .option(fc.subarray(['E1', 'E1-F1', 'E2-*', 'E?', '*T1', 'notes/*', '*']))
  .map((patterns) => createVisibleScope(patterns));

test('leads a change to exactly those whose filter it meets and in whose sight it is', () => {
  const members = fc.array(fc.record({ filter: aChangeFilter, scope: aScope }), {
    maxLength: 12,
    size: 'max',
  });
  fc.assert(
    fc.property(members, fc.array(aStep(), { maxLength: 30, size: 'max' }), (asked, steps) => {
      const index = new InterestIndex<number>();
      const interests = asked.map(({ filter, scope }, member) => {
        const interest = index.acquire(filter, scope);
        interest.listeners.add(member);
        return interest;
      });
      for (const change of new World().take(steps)) {
        const found = index.matching(change).flatMap((interest) => [...interest.listeners]);
        const expected = asked.flatMap(({ filter, scope }, member) => {
          const seen = changeInSight(change, scope);
          return seen && createChangePredicate(filter)(seen) ? [member] : [];
        });
        expect(found.toSorted((a, b) => a - b)).toEqual(expected);
      }
      for (const interest of interests) index.release(interest);
      expect(index.size).toBe(0);
    }),
  );
});

test('compares a change with the filters of those alone in whose sight it may be', () => {
  const index = new InterestIndex<number>();
  for (let at = 0; at < 1000; at += 1) {
    const scope = createVisibleScope([`E${at}`]);
    index.acquire({}, scope);
    index.acquire({ ids: ['E*'] }, scope);
    index.acquire({ ids: [`E${at}-F1`] }, scope);
  }
  index.acquire({}, createVisibleScope([]));
  expect(index.matching({ kind: 'created', after: aSpec({ id: 'E5-F1' }) })).toHaveLength(3);
  expect(index.evaluations).toBe(3);
});

test('equal filters are one interest where the same is in sight', () => {
  const index = new InterestIndex<number>();
  const filter = { ids: ['E1'] };
  const scopes = [null, ['E1', 'E2'], ['E2', 'E1'], ['E1'], null].map((patterns) =>
    createVisibleScope(patterns),
  );
  const interests = scopes.map((scope) => index.acquire(filter, scope));
  expect(index.size).toBe(3);
  expect(interests[1]).toBe(interests[2]);
  expect(interests[0]).toBe(interests[4]);
});
