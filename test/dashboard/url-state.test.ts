import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVERYTHING, type ListFilter } from '../../src/dashboard/model/list-filter.ts';
import { formatFilter, hrefOfSpec, parseFilter, parseRoute } from '../../src/dashboard/model/url-state.ts';

test.each([
  ['/', { view: 'list' }],
  ['/operator', { view: 'operator' }],
  ['/specs/E13-F03', { view: 'spec', id: 'E13-F03' }],
  ['/specs/notes%2Fa%20b', { view: 'spec', id: 'notes/a b' }],
  ['/specs/%E0%A4%A', { view: 'list' }],
  ['/specs/', { view: 'list' }],
  ['/elsewhere', { view: 'list' }],
])('the path %s shows %j', (path, route) => {
  expect(parseRoute(path)).toEqual(route);
});

test('every ID has an address of its own', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
      expect(parseRoute(hrefOfSpec(id))).toEqual({ view: 'spec', id });
    }),
  );
});

test('a filter stands in the address as people would write it', () => {
  const filter: ListFilter = {
    text: 'card & co',
    statuses: ['draft', 'in-progress'],
    types: ['epic'],
    priorities: ['CRITICAL', 'LOW'],
    tags: ['core'],
    ids: ['E13-*'],
    hasProblems: true,
  };
  const search =
    '?q=card+%26+co&status=draft,in-progress&type=epic&priority=critical,low&tag=core&ids=E13-*&problems=yes';
  expect(formatFilter(filter)).toBe(search);
  expect(parseFilter(search)).toEqual(filter);
  expect(formatFilter(EVERYTHING)).toBe('');
  expect(parseFilter('')).toEqual(EVERYTHING);
});

test('what is not known in an address does not count', () => {
  expect(parseFilter('?status=, draft,,draft&priority=urgent,low&problems=perhaps&colour=red')).toEqual({
    ...EVERYTHING,
    statuses: ['draft'],
    priorities: ['LOW'],
  });
});

test('any text that is looked for survives a reload', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(parseFilter(formatFilter({ ...EVERYTHING, text })).text).toBe(text);
    }),
  );
});
