import type { IncomingMessage } from 'node:http';
import { getNamedType, isInputObjectType, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createExecutor } from '../../../src/execution/executor.ts';
import { schema } from '../../../src/schema/index.ts';
import { BATCHES_DOCUMENT, EVENTS_DOCUMENT } from '../../../src/transports/events/documents.ts';
import { createReadEventsRequest } from '../../../src/transports/events/request.ts';
import { isProblem } from '../../../src/transports/http/reply.ts';

const readRequest = createReadEventsRequest(schema);

function read(search: string, lastEventId?: string) {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const request = { headers } as unknown as IncomingMessage;
  return readRequest({ request, query: new URLSearchParams(search) });
}

function variablesOf(search: string, lastEventId?: string): unknown {
  const request = read(search, lastEventId);
  if (isProblem(request)) throw new Error(request.message);
  return request.variables;
}

test.each([EVENTS_DOCUMENT, BATCHES_DOCUMENT])('the documents fit the schema', (document) => {
  expect(validate(schema, parse(document))).toEqual([]);
});

test('without parameters it is every change, one by one', () => {
  expect(read('')).toEqual({ query: EVENTS_DOCUMENT, variables: {} });
});

test('every field of a filter and of the delivery is a parameter', () => {
  const search =
    'ids=E13-*,E14&ids=E15&includeChildren=TRUE&types=epic&statuses=draft,in-progress&priorities=High,LOW' +
    '&tags=a&tags=b&kinds=updated,Deleted&changedFields=status&windowMs=250&maxPerSecond=2.5&conflate=false' +
    '&order=priority';
  const filter = {
    ids: ['E13-*', 'E14', 'E15'],
    includeChildren: true,
    types: ['epic'],
    statuses: ['draft', 'in-progress'],
    priorities: ['HIGH', 'LOW'],
    tags: ['a', 'b'],
    kinds: ['UPDATED', 'DELETED'],
    changedFields: ['status'],
  };
  const delivery = { windowMs: 250, maxPerSecond: 2.5, conflate: false, order: 'PRIORITY' };
  expect(read(search)).toEqual({ query: EVENTS_DOCUMENT, variables: { filter, delivery } });
  for (const [name, given] of Object.entries({ SpecChangeFilter: filter, DeliveryOptions: delivery })) {
    const type = getNamedType(schema.getType(name));
    const fields = isInputObjectType(type) ? Object.keys(type.getFields()) : [];
    expect(Object.keys(given).sort()).toEqual(fields.sort());
  }
});

test.each([
  ['batch=true', {}],
  ['batch=TRUE&maxBatchSize=7', { maxBatchSize: 7 }],
  ['snapshot=true', { snapshot: true }],
  ['snapshot=true&batch=false', { snapshot: true }],
  ['snapshot=false&batch=true', { snapshot: false }],
])('%s comes in batches', (search, variables) => {
  expect(read(search)).toEqual({ query: BATCHES_DOCUMENT, variables });
});

test('snapshot=false alone is one event each', () => {
  expect(read('snapshot=false')).toEqual({ query: EVENTS_DOCUMENT, variables: {} });
});

test('the header wins over what stood in the address when the stream was first opened', () => {
  expect(variablesOf('since=a.1')).toEqual({ since: 'a.1' });
  expect(variablesOf('since=a.1&lastEventId=a.2')).toEqual({ since: 'a.2' });
  expect(variablesOf('since=a.1&lastEventId=a.2', 'a.3')).toEqual({ since: 'a.3' });
  expect(variablesOf('since=&lastEventId=', '')).toEqual({});
});

test('what is left empty in a list is not a value', () => {
  expect(variablesOf('ids=,E1,%20E2%20,&tags=')).toEqual({ filter: { ids: ['E1', 'E2'], tags: [] } });
});

describe('refuses, and says what was expected and what came', () => {
  test.each([
    ['id=E1', 'got "id"'],
    ['__proto__=1', 'got "__proto__"'],
    ['kinds=updated,moved', 'kinds: expected one of created, deleted, updated, got "moved".'],
    ['priorities=urgent', 'priorities: expected one of critical, high, low, medium, got "urgent".'],
    ['order=', 'order: expected one of committed, priority, got "".'],
    ['includeChildren=yes', 'includeChildren: expected `true` or `false`, got "yes".'],
    ['batch=', 'batch: expected `true` or `false`, got "".'],
    ['batch=true&batch=true', 'batch: expected `true` or `false`, got 2 values.'],
    ['windowMs=1.5', 'windowMs: expected a whole number, got "1.5".'],
    ['windowMs=1&windowMs=2', 'windowMs: expected a whole number, got 2 values.'],
    ['maxPerSecond=0x10', 'maxPerSecond: expected a number, got "0x10".'],
    ['maxPerSecond=Infinity', 'maxPerSecond: expected a number, got "Infinity".'],
    ['since=a.1&since=a.2', 'since: expected one value, got 2 values.'],
    ['maxBatchSize=7', 'maxBatchSize: expected only beside'],
  ])('%s', (search, message) => {
    expect(read(search)).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      message: expect.stringContaining(message),
    });
  });

  test('a token in the address without repeating it', () => {
    const problem = read('token=secret-of-mine');
    expect(JSON.stringify(problem)).not.toContain('secret-of-mine');
  });
});

test('the dearest address that the filter allows is not too dear', () => {
  const patterns = Array.from({ length: 20 }, (_, at) => `E${at}-*`).join();
  const request = read(`ids=${patterns}&snapshot=true&maxBatchSize=1000`);
  if (isProblem(request)) throw new Error(request.message);
  const executor = createExecutor({ schema, onUnexpectedError: () => undefined });
  expect(executor.prepare(request)).toMatchObject({ operation: { operation: 'subscription' } });
});
