import { expect, test } from 'vitest';
import { bodyText } from '../../src/dashboard/model/body-text.ts';
import { dependenciesOf, dependentsOf } from '../../src/dashboard/model/relations.ts';
import { pageAfter as pageAfterOf, type SpecPageState } from '../../src/dashboard/model/spec-page.ts';
import { aLiveSpec, byId } from '../support/live-specs.ts';

type Delivery = Parameters<typeof pageAfterOf>[1];

const pageAfter = (page: SpecPageState | undefined, delivery: Delivery) => pageAfterOf(page, delivery, 'E1');

const whole = (body: string) => ({ ...aLiveSpec(), body, metadata: {} });
const snapshot = (...bodies: string[]): Delivery => ({
  specsChanged: { snapshot: bodies.map(whole), changes: [] },
});
const saved = (body: string): Delivery => ({
  specsChanged: {
    snapshot: null,
    changes: [
      { __typename: 'SpecUpdated', specId: 'E1', timestamp: '', changes: ['body'], spec: whole(body) },
    ],
  },
});
const DELETED: Delivery = {
  specsChanged: { snapshot: null, changes: [{ __typename: 'SpecDeleted', specId: 'E1', timestamp: '' }] },
};

test('a page shows the spec as it is, and what its body was before the newest change of it', () => {
  const first = pageAfter(undefined, snapshot('one'));
  expect(first).toMatchObject({ spec: { body: 'one' }, previousBody: null });
  const second = pageAfter(first, saved('two'));
  expect(second).toMatchObject({ spec: { body: 'two' }, previousBody: 'one' });
  expect(pageAfter(second, saved('two'))).toMatchObject({ previousBody: 'one' });
  expect(pageAfter(second, snapshot('three'))).toMatchObject({
    spec: { body: 'three' },
    previousBody: 'two',
  });
});

test('a page keeps what was deleted until it is there again', () => {
  const deleted = pageAfter(pageAfter(undefined, snapshot('one')), DELETED);
  expect(deleted).toMatchObject({ spec: { body: 'one' }, isDeleted: true });
  expect(pageAfter(deleted, snapshot())).toMatchObject({ spec: { body: 'one' }, isDeleted: true });
  expect(pageAfter(deleted, saved('two'))).toMatchObject({ spec: { body: 'two' }, isDeleted: false });
});

test('a page of an ID that is not there shows it once it appears', () => {
  const nothing = pageAfter(undefined, snapshot());
  expect(nothing).toEqual({ spec: null, previousBody: null, isDeleted: false });
  expect(pageAfter(nothing, saved('one'))).toMatchObject({ spec: { body: 'one' }, previousBody: null });
});

test('a page minds no other spec that its ID stands for as a pattern', () => {
  const others: Delivery = {
    specsChanged: {
      snapshot: [{ ...whole('other'), id: 'E10' }, whole('one')],
      changes: [{ __typename: 'SpecDeleted', specId: 'E10', timestamp: '' }],
    },
  };
  expect(pageAfter(undefined, others)).toMatchObject({ spec: { id: 'E1', body: 'one' }, isDeleted: false });
});

test('dependencies are told both ways, also those that are not there', () => {
  const specs = byId(
    { id: 'E1', dependencyIds: ['E2', 'E9'] },
    { id: 'E2' },
    { id: 'E3', dependencyIds: ['E2'] },
  );
  expect(dependenciesOf(specs.get('E1')!, specs)).toEqual([
    { id: 'E2', spec: specs.get('E2') },
    { id: 'E9', spec: undefined },
  ]);
  expect(dependentsOf('E2', specs).map(({ id }) => id)).toEqual(['E1', 'E3']);
});

test.each([
  ['\n# Lending\n\nText.', '\nText.'],
  ['# E1-F1: Lending #\r\nText.', 'Text.'],
  ['# Lending', ''],
  ['# Something else\n\nText.', '# Something else\n\nText.'],
  ['Text.\n\n# Lending\n', 'Text.\n\n# Lending\n'],
  ['## Lending\n', '## Lending\n'],
])('the body %j is shown without the title that the page shows already', (body, text) => {
  expect(bodyText(body, 'Lending')).toBe(text);
});
