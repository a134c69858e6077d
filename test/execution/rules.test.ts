import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { buildSchema, getIntrospectionQuery, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { COST, CostEstimator, type FieldCost } from '../../src/execution/rules/cost.ts';
import { checkShape } from '../../src/execution/rules/document-shape.ts';
import { LIMITS } from '../../src/limits.ts';
import { schema as api } from '../../src/schema/index.ts';

const SCHEMA = buildSchema(`
  type Query { node(ids: [String!]): Node, page(first: Int): Page }
  type Page { nodes: [Node!]! }
  type Node { id: ID!, one: Node, many: [Node!]!, few: [Node!] }
`);

function declare(type: string, field: string, cost: FieldCost): void {
  const { extensions } = SCHEMA.getField(SCHEMA.getType(type) as never, field)!;
  Object.assign(extensions, { [COST]: cost });
}
declare('Query', 'page', { page: { argument: 'first', fallback: 20 } });
declare('Query', 'node', { extra: ({ ids }) => (Array.isArray(ids) ? ids.length * 100 : 0) });
declare('Page', 'nodes', { size: 'page' });
declare('Node', 'few', { size: 3 });

function costOf(text: string, variables: Record<string, unknown> = {}, schema = SCHEMA) {
  const document = parse(text);
  const operation = document.definitions.find((node) => node.kind === 'OperationDefinition');
  return new CostEstimator(schema).of(document, operation!, variables);
}

/** A tree of selections, and what it must come to. */
interface Tree {
  readonly text: string;
  readonly depth: number;
  readonly aliases: number;
  readonly cost: number;
}

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Tree>({ text: 'id', depth: 1, aliases: 0, cost: 1 }),
    fc
      .record({
        field: fc.constantFrom<[string, number]>(['one', 1], ['many', 10], ['few', 3]),
        alias: fc.boolean(),
        fragment: fc.boolean(),
        below: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      })
      .map(({ field: [name, size], alias, fragment, below }): Tree => {
        const inner = below.map(({ text }) => text).join(' ');
        return {
          text: `${alias ? 'a: ' : ''}${name} { ${fragment ? `... on Node { ${inner} }` : inner} }`,
          depth: 1 + Math.max(...below.map(({ depth }) => depth)),
          aliases: Number(alias) + below.reduce((sum, { aliases }) => sum + aliases, 0),
          cost: 1 + size * below.reduce((sum, { cost }) => sum + cost, 0),
        };
      }),
  ),
})).tree;

test('depth, aliases and cost of any tree are what they are defined to be, with fragments and without', () => {
  fc.assert(
    fc.property(trees, fc.boolean(), ({ text, depth, aliases, cost }, isSpread) => {
      const query = isSpread ? `{ node { ...F } } fragment F on Node { ${text} }` : `{ node { ${text} } }`;
      const document = parse(query);
      const check = (maxQueryDepth: number, maxAliases: number) =>
        checkShape(document, { maxQueryDepth, maxAliases })?.extensions;
      expect(check(depth + 1, aliases)).toBeUndefined();
      expect(check(depth, aliases)).toMatchObject({ limit: 'maxQueryDepth', max: depth, actual: depth + 1 });
      if (aliases > 0) expect(check(depth + 1, aliases - 1)).toMatchObject({ actual: aliases });
      expect(costOf(query)).toEqual({ ordinary: 1 + cost, introspection: 0 });
    }),
  );
});

describe('the cost', () => {
  test.each([
    ['is that of the default of an argument', '{ page { nodes { id } } }', {}, 1 + 1 + 20],
    ['is that of the argument', '{ page(first: 7) { nodes { id } } }', {}, 1 + 1 + 7],
    ['is that of a variable', 'query($n: Int) { page(first: $n) { nodes { id } } }', { n: 9 }, 1 + 1 + 9],
    ['is that of a default', 'query($n: Int = 8) { page(first: $n) { nodes { id } } }', {}, 1 + 1 + 8],
    ['takes null for the default', 'query($n: Int) { page(first: $n) { nodes { id } } }', { n: null }, 22],
    ['is not that of nonsense', 'query($n: Int) { page(first: $n) { nodes { id } } }', { n: 'x' }, 22],
    ['never falls', 'query($n: Int) { page(first: $n) { nodes { id } } }', { n: -1e9 }, 22],
    ['multiplies', '{ page(first: 5) { nodes { few { many { id } } } } }', {}, 1 + 1 + 5 * (1 + 3 * 11)],
    ['has what arguments add', '{ node(ids: ["a", "b"]) { id } }', {}, 1 + 200 + 1],
    [
      'has what arguments add by a variable',
      'query($ids: [String!]) { node(ids: $ids) { id } }',
      { ids: ['a', 'b', 'c'] },
      302,
    ],
    [
      'has each page its length',
      '{ a: page(first: 2) { ...P } b: page(first: 3) { ...P } } fragment P on Page { nodes { id } }',
      {},
      4 + 5,
    ],
    ['counts what a directive skips', '{ node @skip(if: true) { id } }', {}, 2],
  ])('%s', (_case, text, variables, cost) => {
    expect(costOf(text, variables).ordinary).toBe(cost);
  });

  test('of a document that is kept is found out once, and for a variable anew each time', () => {
    const document = parse('query($n: Int) { page(first: $n) { nodes { id } } }');
    const operation = document.definitions[0] as OperationDefinitionNode;
    const estimator = new CostEstimator(SCHEMA);
    const costs = [1, 2, 30].map((n) => estimator.of(document, operation, { n }).ordinary);
    expect(costs).toEqual([3, 4, 32]);
    const startedAt = performance.now();
    for (let i = 0; i < 10_000; i += 1) estimator.of(document, operation, { n: i });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

test('the operations that clients are made from are within every limit, at their largest', async () => {
  const folder = new URL('../../schema/operations/', import.meta.url);
  const texts = (await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8'));
  const document = parse((await Promise.all(texts)).join('\n'));
  expect(checkShape(document, { maxQueryDepth: 10, maxAliases: 15 })).toBeUndefined();
  const ids = Array.from({ length: 20 }, (_, at) => `E${at}-*`);
  const estimator = new CostEstimator(api);
  const costs = document.definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition'
      ? estimator.of(document, definition, { first: 500, maxBatchSize: 1_000, filter: { ids } }).ordinary
      : [],
  );
  expect(costs.length).toBeGreaterThan(8);
  expect(Math.max(...costs)).toBeGreaterThan(20_000);
  expect(Math.max(...costs)).toBeLessThan(LIMITS.maxCost.fallback * 0.75);
});

describe('introspection', () => {
  const USUAL = getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });

  test('as tools ask for it is within every limit', () => {
    expect(checkShape(parse(USUAL), { maxQueryDepth: 1, maxAliases: 0 })).toBeUndefined();
    expect(costOf(USUAL, {}, api).ordinary).toBe(0);
    expect(costOf(USUAL, {}, api).introspection).toBeLessThan(75_000);
  });

  test('has a depth of its own, behind fragments too', () => {
    const below = (levels: number) => `${'ofType { '.repeat(levels)}name${' }'.repeat(levels)}`;
    const check = (text: string) =>
      checkShape(parse(text), { maxQueryDepth: 10, maxAliases: 15 })?.extensions;
    expect(check(`{ __type(name: "Spec") { ${below(19)} } }`)).toBeUndefined();
    expect(check(`{ __type(name: "Spec") { ${below(20)} } }`)).toMatchObject({ max: 20, actual: 21 });
    const spread = `{ ...Q } fragment Q on Query { __type(name: "Spec") { ...T } } fragment T on __Type { ${below(20)} }`;
    expect(check(spread)).toMatchObject({ max: 20, actual: 21 });
  });
});

test('fragments that spread themselves, each other or nothing are left to validation', () => {
  for (const text of [
    '{ ...A } fragment A on Query { ...A }',
    '{ ...A } fragment A on Query { node { ...B } } fragment B on Node { one { ...B } ...C }',
  ]) {
    expect(checkShape(parse(text), { maxQueryDepth: 10, maxAliases: 15 })).toBeUndefined();
  }
});

test('fragments that double each time cost what they come to, and are looked at once each', () => {
  const fragments = Array.from(
    { length: 60 },
    (_, i) => `fragment F${i} on Node { one { ...F${i + 1} } a: one { ...F${i + 1} } }`,
  );
  const text = `{ node { ...F0 } } ${fragments.join(' ')} fragment F60 on Node { id }`;
  expect(costOf(text).ordinary).toBeGreaterThan(2 ** 60);
  expect(checkShape(parse(text), { maxQueryDepth: 100, maxAliases: 60 })).toBeUndefined();
});
