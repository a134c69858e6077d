import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { InterestIndex } from '../../src/delivery/interest-index.ts';
import { createChangePredicate } from '../../src/spec/spec-filter.ts';
import { aChangeFilter, aStep, World } from '../support/histories.ts';
import { aSpec } from '../support/specs.ts';

test('leads a change to exactly those whose filter it meets, whoever came and went before', () => {
  const members = fc.array(fc.record({ filter: aChangeFilter, leaves: fc.boolean() }), {
    maxLength: 12,
    size: 'max',
  });
  fc.assert(
    fc.property(members, fc.array(aStep(), { maxLength: 30, size: 'max' }), (asked, steps) => {
      const index = new InterestIndex<number>();
      const interests = asked.map(({ filter }, member) => {
        const interest = index.acquire(filter);
        interest.listeners.add(member);
        return interest;
      });
      const leave = (member: number) => {
        interests[member]!.listeners.delete(member);
        index.release(interests[member]!);
      };
      const staying = asked.flatMap(({ leaves, filter }, member) => {
        if (leaves) leave(member);
        return leaves ? [] : [{ member, matches: createChangePredicate(filter) }];
      });
      for (const change of new World().take(steps)) {
        const found = [...index.matching(change)].flatMap((interest) => [...interest.listeners]);
        const expected = staying.flatMap(({ member, matches }) => (matches(change) ? [member] : []));
        expect(found.toSorted((a, b) => a - b)).toEqual(expected);
      }
      for (const { member } of staying) leave(member);
      expect(index.size).toBe(0);
    }),
  );
});

test('compares a change once with each filter that its ID leads to, and with no other', () => {
  const index = new InterestIndex<number>();
  for (let at = 0; at < 1000; at += 1) index.acquire({ ids: [`E${at}`] });
  const all = index.acquire({ statuses: ['draft'] });
  const subtree = index.acquire({ ids: ['E5', 'E5-*', 'E5-F1'], includeChildren: true });
  const own = index.acquire({ ids: ['E5-F1'] });
  const other = index.acquire({ ids: ['E6'] });
  const compared = [all, subtree, own, other].map((interest) => vi.spyOn(interest, 'matches'));
  const found = index.matching({ kind: 'created', after: aSpec({ id: 'E5-F1' }) });
  expect(new Set(found)).toEqual(new Set([subtree, own]));
  expect(compared.map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1, 0]);
  expect(index.evaluations).toBe(3);
});
