import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import type { LimitName } from '../../src/limits.ts';
import { specText } from '../support/spec-tree.ts';
import { startServer } from '../support/server.ts';
import { TRANSPORTS } from '../support/transport-suite.ts';

interface Case {
  readonly name: string;
  readonly request: { readonly query: string; readonly variables?: Record<string, unknown> };
  readonly code: string;
  readonly limit: LimitName;
  readonly max: number;
  /** What came, as the message has it. */
  readonly got: string;
}

const EVENT = '__typename ... on SpecCreated { spec { id } }';
const TOO_COMPLEX = { code: 'QUERY_TOO_COMPLEX' };
const BAD_INPUT = { code: 'BAD_USER_INPUT' };

const nested = (depth: number): string => `${'parent { '.repeat(depth)}id${' }'.repeat(depth)}`;

const CASES: readonly Case[] = [
  {
    name: 'a query that is too deep',
    request: { query: `{ spec(id: "E1") { ${nested(9)} } }` },
    ...TOO_COMPLEX,
    limit: 'maxQueryDepth',
    max: 10,
    got: '11',
  },
  {
    name: 'a subscription that is too deep, by a fragment',
    request: {
      query: `subscription { specChanged { ... on SpecCreated { spec { ...A } } } } fragment A on Spec { ${nested(8)} }`,
    },
    ...TOO_COMPLEX,
    limit: 'maxQueryDepth',
    max: 10,
    got: '11',
  },
  {
    name: '16 aliases',
    request: { query: `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
    ...TOO_COMPLEX,
    limit: 'maxAliases',
    max: 15,
    got: '16',
  },
  {
    name: '20,000 nested selections',
    request: { query: `${'{ a '.repeat(20_000)}${'}'.repeat(20_000)}`.slice(0, 99_000) },
    ...TOO_COMPLEX,
    limit: 'maxTokens',
    max: 1_000,
    got: 'more',
  },
  {
    name: '20,000 nested list literals',
    request: {
      query: `{ specs(filter: { ids: ${'['.repeat(20_000)}${']'.repeat(20_000)} }) { totalCount } }`,
    },
    ...TOO_COMPLEX,
    limit: 'maxTokens',
    max: 1_000,
    got: 'more',
  },
  {
    name: 'lists in lists',
    request: { query: '{ specs(first: 500) { nodes { children { children { id title } } } } }' },
    ...TOO_COMPLEX,
    limit: 'maxCost',
    max: 100_000,
    got: '105502',
  },
  {
    name: 'a length of a list that comes as a variable',
    request: {
      query: 'query ($n: Int = 1) { specs(first: $n) { nodes { children { children { id title } } } } }',
      variables: { n: 500 },
    },
    ...TOO_COMPLEX,
    limit: 'maxCost',
    max: 100_000,
    got: '105502',
  },
  {
    name: 'a subscription that costs too much for each change',
    request: {
      query: `subscription ($n: Int) { specsChanged(maxBatchSize: $n) { changes { ... on SpecCreated { spec {
        children { ancestors { id title type } }
      } } } } }`,
      variables: { n: 1_000 },
    },
    ...TOO_COMPLEX,
    limit: 'maxCost',
    max: 100_000,
    got: '132002',
  },
  {
    name: 'introspection in excess',
    request: {
      query: `{ ${'abcdef'.replace(/./g, (a) => `${a}: __schema { ...S } `)} } ${fragmentOfSchema()}`,
    },
    ...TOO_COMPLEX,
    limit: 'maxCost',
    max: 150_000,
    got: '297',
  },
  {
    name: 'a page that is too long',
    request: { query: '{ specs(first: 501) { totalCount } }' },
    ...BAD_INPUT,
    limit: 'maxFirst',
    max: 500,
    got: '501',
  },
  ...(['ids', 'types', 'statuses', 'tags', 'priorities'] as const).map((list): Case => ({
    name: `too many ${list} in a filter`,
    request: {
      query: 'query ($filter: SpecFilter) { stats(filter: $filter) { total } }',
      variables: { filter: { [list]: Array.from({ length: 101 }, () => 'HIGH') } },
    },
    ...BAD_INPUT,
    limit: 'maxFilterValues',
    max: 100,
    got: '101',
  })),
  ...(['ids', 'types', 'statuses', 'tags', 'priorities', 'kinds', 'changedFields'] as const).map(
    (list): Case => ({
      name: `too many ${list} in the filter of a subscription`,
      request: {
        query: `subscription ($filter: SpecChangeFilter) { specChanged(filter: $filter) { ${EVENT} } }`,
        variables: {
          filter: {
            [list]: Array.from({ length: 101 }, () => (list === 'kinds' ? 'CREATED' : 'HIGH')),
          },
        },
      },
      ...BAD_INPUT,
      limit: 'maxFilterValues',
      max: 100,
      got: '101',
    }),
  ),
  {
    name: 'too many patterns',
    request: {
      query: `subscription ($ids: [String!]) { specChanged(filter: { ids: $ids }) { ${EVENT} } }`,
      variables: { ids: [...Array.from({ length: 21 }, (_, i) => `E${i}-*`), 'E1'] },
    },
    ...BAD_INPUT,
    limit: 'maxFilterPatterns',
    max: 20,
    got: '21',
  },
  {
    name: 'a pattern that is too long',
    request: {
      query: `subscription ($ids: [String!]) { specsChanged(filter: { ids: $ids }) { cursor } }`,
      variables: { ids: ['*'.repeat(201)] },
    },
    ...BAD_INPUT,
    limit: 'maxFilterLength',
    max: 200,
    got: '201',
  },
];

function fragmentOfSchema(): string {
  const query = getIntrospectionQuery();
  return `fragment S on __Schema ${query.slice(query.indexOf('__schema') + 8, query.indexOf('fragment FullType')).replace(/\}\s*$/, '')} ${query.slice(query.indexOf('fragment FullType'))}`;
}

test.each(TRANSPORTS)(
  'over $name what exceeds a limit is refused by its name and counted, and the other operations go on',
  async ({ connect }) => {
    await using server = await startServer();
    const { connections, hub } = server.services;
    using client = connect(server.url.href);
    const bystander = client.iterate({ query: `subscription { specChanged { ${EVENT} } }` });
    const change = bystander.next();
    await expect.poll(() => hub.size).toBe(1);

    for (const { name, request, code, limit, max, got } of CASES) {
      const before = connections.totals.refusedBy[limit] ?? 0;
      const { value } = await client.iterate(request).next();
      const [error] = (value as { errors: { message: string }[] }).errors;
      expect(error, name).toMatchObject({ extensions: { code, limit, max } });
      expect(error!.message, name).toContain(`at most ${max} `);
      expect(error!.message, name).toContain(`\`${limit}\``);
      expect(error!.message, name).toContain(`got ${got}`);
      expect(connections.totals.refusedBy[limit], name).toBe(before + 1);
    }
    expect(connections.totals.refused).toBe(CASES.length);
    await expect.poll(() => hub.size).toBe(1);

    await server.tree.write('E1/spec.md', specText({ title: 'Still served' }));
    expect((await change).value).toMatchObject({ data: { specChanged: { spec: { id: 'E1' } } } });
  },
);

test('over plain HTTP what exceeds a limit is refused by its name and counted', async () => {
  await using server = await startServer();
  const { connections } = server.services;
  for (const { name, request, code, limit, max } of CASES) {
    if (request.query.startsWith('subscription')) continue;
    const before = connections.totals.refusedBy[limit] ?? 0;
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const { errors } = (await response.json()) as { errors: unknown[] };
    expect(errors, name).toMatchObject([{ extensions: { code, limit, max } }]);
    // What is found out only by the field itself is an error of execution.
    expect(response.status, name).toBe(code === 'BAD_USER_INPUT' ? 200 : 400);
    expect(connections.totals.refusedBy[limit], name).toBe(before + 1);
  }
});

test('what is just within the limits is served', async () => {
  await using server = await startServer({ 'E1/spec.md': specText({ title: 'One' }) });
  const run = async (query: string): Promise<unknown> => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  };
  await run(`{ spec(id: "E1") { ${nested(8)} } }`);
  await run(`{ ${Array.from({ length: 15 }, (_, i) => `a${i}: __typename`).join(' ')} }`);
  await run('{ specs(first: 500) { nodes { id title children { id title parent { id } } } } }');
  await run('{ specs(first: 500) { totalCount } }');
  const ids = Array.from({ length: 100 }, (_, i) => (i < 20 ? '"E*"' : '"E1"'));
  await run(`{ stats(filter: { ids: [${ids.join(' ')}], tags: ["${'x'.repeat(200)}"] }) { total } }`);
  expect(await run(getIntrospectionQuery())).toMatchObject({ __schema: { queryType: { name: 'Query' } } });
  expect(server.services.connections.totals.refused).toBe(0);
});

test('going to the children and back in a wide tree ends before it has gone through it many times', async () => {
  const files: Record<string, string> = { 'E1/spec.md': specText({ title: 'Wide' }) };
  for (let i = 0; i < 300; i += 1) files[`E1/F${i}/spec.md`] = specText({ title: `Feature ${i}` });
  await using server = await startServer(files);
  const startedAt = performance.now();
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ spec(id: "E1") { children { parent { children { parent { children { id } } } } } } }',
    }),
  });
  const { errors } = (await response.json()) as { errors: unknown[] };
  expect(errors).toMatchObject([
    { extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'maxCost', max: 100_000 } },
  ]);
  // In full it would hold 27 million specs.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
