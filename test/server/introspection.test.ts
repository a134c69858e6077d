import { getIntrospectionQuery, type ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';
import { TRANSPORTS } from '../support/transport-suite.ts';

async function post(server: TestServer, body: object): Promise<ExecutionResult> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as ExecutionResult;
}

/** What nearly fits the schema: a field, an argument, a type, an enum's value, a field of an input. */
const NEAR_MISSES = [
  { query: '{ serverStatu { version } }' },
  { query: '{ specs(frist: 1) { totalCount } }' },
  { query: '{ specs { nodes { ... on Spek { id } } } }' },
  { query: '{ stats(filter: { priorities: [HIG] }) { total } }' },
  { query: '{ stats(filter: { statusses: [] }) { total } }' },
  {
    query: 'query ($filter: SpecFilter) { stats(filter: $filter) { total } }',
    variables: { filter: { priorities: ['HIG'] } },
  },
  {
    query: 'query ($filter: SpecFilter) { stats(filter: $filter) { total } }',
    variables: { filter: { statusses: [] } },
  },
  {
    query: 'subscription ($filter: SpecChangeFilter) { specChanged(filter: $filter) { cursor } }',
    variables: { filter: { changedField: [] } },
  },
];

test.each(TRANSPORTS)(
  'over $name introspection that is off is refused, and nothing is suggested',
  async (one) => {
    await using server = await startServer({}, { introspection: false });
    using client = one.connect(server.url.href);
    for (const query of [
      getIntrospectionQuery(),
      '{ ...Q } fragment Q on Query { __type(name: "Spec") { name } }',
    ]) {
      const { value } = await client.iterate({ query }).next();
      expect(value).toMatchObject({
        errors: [
          {
            message: 'Introspection is turned off (`introspection`).',
            locations: [expect.any(Object)],
            extensions: { code: 'INTROSPECTION_DISABLED' },
          },
        ],
      });
    }
    for (const request of NEAR_MISSES) {
      const { value } = await client.iterate(request).next();
      expect(value).toMatchObject({ errors: [{ message: expect.any(String) }] });
      expect(JSON.stringify(value)).not.toContain('Did you mean');
    }
    const { value } = await client.iterate({ query: '{ __typename stats { __typename total } }' }).next();
    expect(value).toEqual({ data: { __typename: 'Query', stats: { __typename: 'SpecStats', total: 0 } } });
  },
);

test('over plain HTTP too', async () => {
  await using server = await startServer({}, { introspection: false });
  expect(await post(server, { query: '{ __schema { queryType { name } } }' })).toMatchObject({
    errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }],
  });
  for (const request of NEAR_MISSES) {
    expect(JSON.stringify(await post(server, request))).not.toContain('Did you mean');
  }
});

test('where it is on, every one of these is helped', async () => {
  await using server = await startServer();
  using client = TRANSPORTS[0]!.connect(server.url.href);
  for (const request of NEAR_MISSES) {
    const { value } = await client.iterate(request).next();
    expect(JSON.stringify(value), request.query).toContain('Did you mean');
  }
  expect(await post(server, { query: getIntrospectionQuery() })).toMatchObject({
    data: { __schema: { queryType: { name: 'Query' } } },
  });
});
