import { describe, expect, test } from 'vitest';
import { Hub } from '../../src/delivery/hub.ts';
import { createExecutor } from '../../src/execution/executor.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import type { SchemaContext } from '../../src/schema/context.ts';
import { resolveLimits } from '../../src/limits.ts';
import { schema } from '../../src/schema/index.ts';
import { beginNesting } from '../../src/schema/nested-specs.ts';
import type { Spec, SpecProblem } from '../../src/spec/spec.ts';
import { createConnectionRegistry } from '../../src/transports/connections.ts';
import { aSpec } from '../support/specs.ts';

const TREE = [
  aSpec({ id: 'E01', type: 'epic', status: 'draft', priority: 'HIGH', tags: ['core'] }),
  aSpec({
    id: 'E01-F01',
    type: 'feature',
    status: 'done',
    priority: 'CRITICAL',
    dependencyIds: ['E02', 'E77'],
  }),
  aSpec({ id: 'E01-F02', type: 'feature', status: 'draft' }),
  aSpec({ id: 'E01-F02-T01', type: 'task', status: 'draft', tags: ['core', 'ui'] }),
  aSpec({ id: 'E02', type: 'epic', status: null }),
  aSpec({ id: 'E03-F01-T01', type: 'task', status: 'done' }),
];

function createApi(specs: readonly Spec[] = TREE, looseProblems: readonly SpecProblem[] = []) {
  const log = createMemoryLog();
  log.seed(
    specs.map((after) => ({ kind: 'created', after })),
    looseProblems,
  );
  const hub = new Hub({ log });
  const executor = createExecutor<SchemaContext>({
    schema,
    beforeExecution: beginNesting,
    onUnexpectedError: () => {},
  });
  const context: SchemaContext = {
    services: {
      log,
      hub,
      connections: createConnectionRegistry(),
      limits: resolveLimits({}),
      watcher: () => ({ state: 'watching', lastScanMs: 12, lastChangeAtMs: null, repairs: 0 }),
      sharedLog: () => undefined,
      work: () => ({ ...executor.work, ...hub.work }),
      node: { id: 'node', version: '1.2.3', startedAtMs: Date.now(), memoryBytes: () => 1 },
    },
    scope: null,
    specs: log.specs,
    isOperator: true,
    connection: null,
    subscription: null,
    nested: { left: 0, max: 0 },
    since: undefined,
  };
  const run = async (query: string, variables: Record<string, unknown> = {}) => {
    const prepared = executor.prepare({ query, variables });
    if ('errors' in prepared) return { data: null, errors: prepared.errors };
    const result = await executor.run(prepared, context);
    if ('next' in result) throw new Error('Expected a result, got a stream.');
    return result;
  };
  return { log, hub, run };
}

const PAGE = `query ($filter: SpecFilter, $first: Int, $after: String) {
  specs(filter: $filter, first: $first, after: $after) {
    nodes { id }
    edges { cursor node { id } }
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    changeCursor
  }
}`;

interface Page {
  readonly nodes: { readonly id: string }[];
  readonly edges: { readonly cursor: string }[];
  readonly totalCount: number;
  readonly pageInfo: Record<string, unknown>;
}

const pageOf = ({ data }: { data?: unknown }) => (data as { specs: Page }).specs;
const idsOf = ({ nodes }: Page) => nodes.map(({ id }) => id);

describe('specs', () => {
  test('come in ID order, page by page', async () => {
    const { run } = createApi();
    const first = pageOf(await run(PAGE, { first: 4 }));
    expect(idsOf(first)).toEqual(['E01', 'E01-F01', 'E01-F02', 'E01-F02-T01']);
    expect(first).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const rest = pageOf(await run(PAGE, { first: 4, after: first.pageInfo['endCursor'] }));
    expect(idsOf(rest)).toEqual(['E02', 'E03-F01-T01']);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(rest.edges[0]?.cursor).toBe(rest.pageInfo['startCursor']);
  });

  test('that come or go between two pages shift nothing', async () => {
    const { log, run } = createApi();
    const { pageInfo } = pageOf(await run(PAGE, { first: 3 }));
    const gone = TREE[2]!;
    log.append(
      [
        { kind: 'created', after: aSpec({ id: 'E00' }) },
        { kind: 'deleted', before: gone, last: gone },
      ],
      [],
    );
    const next = pageOf(await run(PAGE, { first: 2, after: pageInfo['endCursor'] }));
    expect(idsOf(next)).toEqual(['E01-F02-T01', 'E02']);
  });

  test('of an empty page have no cursors', async () => {
    const { run } = createApi();
    const page = pageOf(await run(PAGE, { first: 0 }));
    expect(page).toMatchObject({
      nodes: [],
      totalCount: 6,
      pageInfo: { startCursor: null, endCursor: null },
    });
  });

  test.each([
    [{ ids: ['E01'] }, ['E01']],
    [{ ids: ['E01'], includeChildren: true }, ['E01', 'E01-F01', 'E01-F02', 'E01-F02-T01']],
    [{ ids: ['E0?-F01*'] }, ['E01-F01', 'E03-F01-T01']],
    [{ types: ['Epic'] }, ['E01', 'E02']],
    [{ statuses: ['DONE'], types: ['task'] }, ['E03-F01-T01']],
    [{ priorities: ['HIGH', 'CRITICAL'] }, ['E01', 'E01-F01']],
    [{ tags: ['UI', 'none'] }, ['E01-F02-T01']],
    [{ ids: [], tags: null }, ['E01', 'E01-F01', 'E01-F02', 'E01-F02-T01', 'E02', 'E03-F01-T01']],
  ])('are filtered by %j', async (filter, ids) => {
    const { run } = createApi();
    expect(idsOf(pageOf(await run(PAGE, { filter })))).toEqual(ids);
  });

  test.each([
    [{ first: -1 }, 'first', '-1'],
    [{ first: 501 }, 'first', '501'],
    [{ after: 'nonsense' }, 'after', '"nonsense"'],
    [{ after: '' }, 'after', '""'],
    [{ filter: { ids: Array.from({ length: 101 }, () => 'E1') } }, 'filter.ids', '101'],
    [{ filter: { tags: ['x'.repeat(201)] } }, 'filter.tags', '201'],
  ])('refuse %j, naming what was expected and what came', async (variables, name, got) => {
    const { run } = createApi();
    const { errors } = await run(PAGE, variables);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(name);
    expect(errors?.[0]?.message).toMatch(/[Ee]xpected/);
    expect(errors?.[0]?.message).toContain(got);
  });
});

test('a spec knows its relatives, also across a gap, and its dependencies as far as they exist', async () => {
  const { run } = createApi();
  const query = `query ($id: ID!) { spec(id: $id) {
    parent { id } children { id } ancestors { id } dependencyIds dependencies { id }
  } }`;
  expect((await run(query, { id: 'E01-F02' })).data).toEqual({
    spec: {
      parent: { id: 'E01' },
      children: [{ id: 'E01-F02-T01' }],
      ancestors: [{ id: 'E01' }],
      dependencyIds: [],
      dependencies: [],
    },
  });
  expect((await run(query, { id: 'E01-F01' })).data).toMatchObject({
    spec: { dependencyIds: ['E02', 'E77'], dependencies: [{ id: 'E02' }] },
  });
  expect((await run(query, { id: 'E03-F01-T01' })).data).toMatchObject({
    spec: { parent: null, ancestors: [] },
  });
  expect((await run(query, { id: 'E99' })).data).toEqual({ spec: null });
});

test('a spec tells all of itself', async () => {
  const { run } = createApi([
    aSpec({
      id: 'E01',
      created: '2026-01-02',
      updated: '2026-03-04',
      modifiedAtMs: Date.UTC(2026, 10, 23, 20, 15),
      metadata: { Status: 'Draft', nested: { list: ['a', null] } },
      checklist: { total: 3, done: 1 },
      problems: [{ code: 'MISSING_TITLE', message: 'No title.', path: 'E01/spec.md', line: null }],
    }),
  ]);
  const query = `{ spec(id: "E01") {
    created updated modifiedAt metadata checklist { total done } problems { code message path line } body path tags
  } }`;
  expect((await run(query)).data).toEqual({
    spec: {
      created: '2026-01-02',
      updated: '2026-03-04',
      modifiedAt: '2026-11-23T20:15:00.000Z',
      metadata: { Status: 'Draft', nested: { list: ['a', null] } },
      checklist: { total: 3, done: 1 },
      problems: [{ code: 'MISSING_TITLE', message: 'No title.', path: 'E01/spec.md', line: null }],
      body: 'What it is about.',
      path: 'E01.spec.md',
      tags: [],
    },
  });
});

test('totals count by type, status and priority, within a filter', async () => {
  const { run } = createApi();
  const query = `query ($filter: SpecFilter) { stats(filter: $filter) {
    total byType { key count } byStatus { key count } byPriority { key count }
  } }`;
  expect((await run(query)).data).toEqual({
    stats: {
      total: 6,
      byType: [
        { key: 'epic', count: 2 },
        { key: 'feature', count: 2 },
        { key: 'task', count: 2 },
      ],
      byStatus: [
        { key: 'draft', count: 3 },
        { key: 'done', count: 2 },
      ],
      byPriority: [
        { key: 'CRITICAL', count: 1 },
        { key: 'HIGH', count: 1 },
      ],
    },
  });
  const filtered = await run(query, { filter: { ids: ['E01-*'] } });
  expect(filtered.data).toMatchObject({ stats: { total: 3 } });
});

test('problems of specs and of files without one come together, by path and line', async () => {
  const problem = (path: string, line: number | null): SpecProblem => ({
    code: 'INVALID_VALUE',
    message: 'Wrong.',
    path,
    line,
  });
  const { run } = createApi(
    [
      aSpec({ id: 'E01', problems: [problem('b.md', 7), problem('b.md', 2)] }),
      aSpec({ id: 'E02', problems: [problem('c.md', null)] }),
    ],
    [problem('a.md', null), problem('b.md', 3)],
  );
  expect((await run('{ problems { path line } }')).data).toEqual({
    problems: [
      { path: 'a.md', line: null },
      { path: 'b.md', line: 2 },
      { path: 'b.md', line: 3 },
      { path: 'b.md', line: 7 },
      { path: 'c.md', line: null },
    ],
  });
  const status = await run(
    '{ serverStatus { version watcher { state specs problems lastScanMs lastChangeAt } } }',
  );
  expect(status.data).toEqual({
    serverStatus: {
      version: '1.2.3',
      watcher: { state: 'watching', specs: 2, problems: 5, lastScanMs: 12, lastChangeAt: null },
    },
  });
});

describe('a subscription', () => {
  test.each([
    ['specChanged(since: "nonsense")', 'since', '"nonsense"'],
    ['specChanged(since: "")', 'since', '""'],
    ['specChanged(delivery: { windowMs: -1 })', 'delivery.windowMs', '-1'],
    ['specChanged(delivery: { windowMs: 60001 })', 'delivery.windowMs', '60001'],
    ['specChanged(delivery: { maxPerSecond: 0 })', 'delivery.maxPerSecond', '0'],
    ['specsChanged(maxBatchSize: 0)', 'maxBatchSize', '0'],
    ['specsChanged(maxBatchSize: 1001)', 'maxBatchSize', '1001'],
  ])('refuses %s, and leaves nothing behind', async (field, name, got) => {
    const { hub, run } = createApi();
    const { errors } = await run(`subscription { ${field} { cursor } }`);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(name);
    expect(errors?.[0]?.message).toMatch(/[Ee]xpected/);
    expect(errors?.[0]?.message).toContain(got);
    expect(hub.size).toBe(0);
  });

  test('to the status of the server refuses an interval that is none', async () => {
    const { run } = createApi();
    for (const seconds of [0, 61]) {
      const { errors } = await run(`subscription { serverStatus(everySeconds: ${seconds}) { version } }`);
      expect(errors?.[0]?.message).toContain(`Expected 1 to 60 seconds, got ${seconds}.`);
    }
  });
});
