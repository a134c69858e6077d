import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { InterestIndex } from '../../src/delivery/interest-index.ts';
import { createChangePredicate } from '../../src/spec/spec-change-filter.ts';
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

test('compares a change once with each filter that its ID or its values lead to, and with no other', () => {
  const index = new InterestIndex<number>();
  for (let at = 0; at < 1000; at += 1) index.acquire({ ids: [`E${at}`] });
  for (let at = 0; at < 1000; at += 1) index.acquire({ statuses: [`state ${at}`] });
  const interests = {
    all: index.acquire({ kinds: ['created'] }),
    status: index.acquire({ statuses: ['In Progress'], types: ['task'] }),
    otherStatus: index.acquire({ statuses: ['draft'] }),
    tag: index.acquire({ tags: ['x', 'y'], statuses: ['draft'] }),
    subtree: index.acquire({ ids: ['E5', 'E5-*', 'E5-F1'], includeChildren: true }),
    own: index.acquire({ ids: ['E5-F1'] }),
    other: index.acquire({ ids: ['E6'] }),
  };
  const compared = Object.values(interests).map((interest) => vi.spyOn(interest, 'matches'));
  const after = aSpec({ id: 'E5-F1', status: 'in-progress', type: 'task', tags: ['x', 'y'] });
  const found = index.matching({ kind: 'created', after });
  expect(new Set(found)).toEqual(
    new Set([interests.all, interests.status, interests.subtree, interests.own]),
  );
  expect(compared.map((spy) => spy.mock.calls.length)).toEqual([1, 1, 0, 1, 1, 1, 0]);
  expect(index.evaluations).toBe(5);
});

test('leads a change of which the version before is forgotten to whatever value was asked for', () => {
  const index = new InterestIndex<number>();
  const interest = index.acquire({ statuses: ['draft'] });
  const last = aSpec({ id: 'E1', status: 'done' });
  expect(index.matching({ kind: 'deleted', before: null, last })).toEqual([interest]);
  expect(index.matching({ kind: 'deleted', before: last, last })).toEqual([]);
});
