import fc from 'fast-check';
import {
  executeSubscriptionEvent,
  getOperationAST,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  print,
  validateSubscriptionArgs,
  type ExecutionResult,
  type GraphQLSchema as Schema,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { SpecChangedDocument, SpecsChangedDocument } from '../../src/client/generated/graphql.ts';
import { CompiledOperations, type CompiledOperation } from '../../src/execution/compiled-operations.ts';
import { maskResult } from '../../src/execution/errors.ts';
import { createExecutor } from '../../src/execution/executor.ts';
import { ResponseStream } from '../../src/execution/response-stream.ts';
import { Sharings } from '../../src/execution/sharing.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import type { SchemaContext } from '../../src/schema/context.ts';
import { schema as specwireSchema } from '../../src/schema/index.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { ControllableSource } from '../support/controllable-source.ts';
import { aDelivery, someSpecs } from '../support/deliveries.ts';
import {
  aConditionalSubscription,
  aPlainSubscription,
  type Subscription,
} from '../support/subscription-documents.ts';

/** An operation is compiled for the run after this many. */
const RUNS_BEFORE = 8;

/** The operation compiled; `undefined` where it never is. */
function compiled(
  query: string,
  schema: Schema = specwireSchema,
  operationName?: string,
): CompiledOperation | undefined {
  const document = parse(query);
  const operation = getOperationAST(document, operationName)!;
  const operations = new CompiledOperations(schema);
  for (let run = 1; run <= RUNS_BEFORE; run += 1) operations.of(document, operation);
  return operations.of(document, operation);
}

/** What graphql-js makes of an event. */
function executed({ query, variables }: Subscription, rootValue: object, context: object): ExecutionResult {
  const args = {
    schema: specwireSchema,
    document: parse(query),
    variableValues: variables,
    contextValue: context,
  };
  const validated = validateSubscriptionArgs(args) as ValidatedSubscriptionArgs;
  return executeSubscriptionEvent({ ...validated, rootValue }) as ExecutionResult;
}

/** What operations on these specs run with; all subscribe to one source. */
function contextOver(specs: readonly Spec[], source = new ControllableSource<object>()): SchemaContext {
  const log = createMemoryLog();
  log.seed(
    specs.map((after) => ({ kind: 'created', after })),
    [],
  );
  const services = { log, hub: { subscribe: () => source } } as unknown as SchemaContext['services'];
  return {
    services,
    scope: null,
    specs: log.specs,
    isOperator: true,
    connection: null,
    subscription: null,
    nested: { left: Infinity, max: Infinity },
    since: undefined,
  };
}

describe('a compiled operation', () => {
  test('makes of any event what an executed one makes of it', () => {
    let compared = 0;
    fc.assert(
      fc.property(aPlainSubscription, someSpecs, fc.array(aDelivery), (subscription, specs, deliveries) => {
        const context = contextOver(specs);
        const run = compiled(subscription.query);
        for (const delivery of run ? deliveries : []) {
          const expected = executed(subscription, delivery, context);
          const result = run!(delivery, context, {}) as ExecutionResult;
          // What went wrong is told by graphql-js, as long as it is known that something did.
          expect(result.errors === undefined).toBe(expected.errors === undefined);
          if (expected.errors) continue;
          expect(result).toEqual(expected);
          expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
          compared += 1;
        }
      }),
    );
    expect(compared).toBeGreaterThan(100);
  });

  test('is made after many runs, and once', () => {
    const document = parse('subscription { specChanged { cursor } }');
    const operation = getOperationAST(document)!;
    const operations = new CompiledOperations(specwireSchema);
    for (let run = 1; run <= RUNS_BEFORE; run += 1) {
      expect(operations.of(document, operation)).toBeUndefined();
    }
    const made = operations.of(document, operation);
    expect(made).toBeTypeOf('function');
    expect(operations.of(document, operation)).toBe(made);
  });

  test('is the one that was asked for, where a document holds several', () => {
    const query =
      'subscription A { specChanged { ...f } } subscription B { specsChanged { timestamp ...f } } ' +
      'fragment f on SpecEvent { cursor }';
    const delivery = { kind: 'resync', reason: 'EXPIRED', cursor: 'c', timestampMs: 0 };
    const context = contextOver([]);
    expect(compiled(query, specwireSchema, 'A')!(delivery, context, {})).toEqual({
      data: { specChanged: { cursor: 'c' } },
    });
    expect(compiled(query, specwireSchema, 'B')!(delivery, context, {})).toEqual({
      data: { specsChanged: { timestamp: '1970-01-01T00:00:00.000Z', cursor: 'c' } },
    });
  });

  test.each([
    ['specChanged', SpecChangedDocument],
    ['specsChanged', SpecsChangedDocument],
  ])('is made of what our own client asks of %s', (_, document) => {
    const parsed = parse(document.toString());
    const sharing = new Sharings(specwireSchema).of(parsed, getOperationAST(parsed)!)!;
    expect(compiled(print(sharing.document))).toBeTypeOf('function');
  });
});

describe('an operation is not compiled', () => {
  /** One field for each level and each of its two neighbours. */
  const fragments = (levels: number) =>
    Array.from({ length: levels }, (_, at) => {
      const below = at === levels - 1 ? 'id' : `...f${at + 1}`;
      return ` fragment f${at} on Spec { parent { ${below} } children { ${below} } }`;
    }).join('');

  test.each([
    [
      'with one selection of a fragment skipped and another not',
      'subscription { specChanged { ...f @include(if: false) ...f } } fragment f on SpecEvent { cursor }',
    ],
    [
      'with one selection of a field skipped and another not',
      'subscription { specsChanged { snapshot @skip(if: true) { ... { id } } snapshot { title } } }',
    ],
    [
      'with a condition on an inline fragment',
      'subscription ($a: Boolean!) { specChanged { ... @include(if: $a) { cursor } } }',
    ],
    [
      'with a condition in a fragment',
      'subscription ($a: Boolean!) { specChanged { ...f } } fragment f on SpecEvent { cursor @skip(if: $a) }',
    ],
    ['with arguments', 'subscription { specChanged(since: "a") { cursor } }'],
    [
      'with a key that objects treat as their prototype',
      'subscription { specChanged { __proto__: cursor } }',
    ],
    [
      'that comes to a great many fields by its fragments',
      `subscription { specsChanged { snapshot { ...f0 } } }${fragments(9)}`,
    ],
  ])('%s', (_, query) => {
    expect(compiled(query)).toBeUndefined();
  });

  test('whose text would be run as code', () => {
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLString } } }),
      subscription: new GraphQLObjectType({
        name: 'Subscription',
        fields: { said: { type: GraphQLString, args: { as: { type: GraphQLString } }, resolve: () => '' } },
      }),
    });
    // graphql-jit takes it for a date of its own, and writes what follows into the code.
    const date = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    const run = compiled(`subscription { said(as: "${date}globalThis.wasRun = true") }`, schema);
    void run?.({}, {}, {});
    expect(globalThis).not.toHaveProperty('wasRun');
    expect(run).toBeUndefined();
  });

  test('where compiling fails', () => {
    const [document, other] = ['subscription A { specChanged { cursor } }', '{ spec(id: "E1") { id } }'].map(
      (text) => parse(text),
    );
    const operation = getOperationAST(document!)!;
    const operations = new CompiledOperations(specwireSchema);
    for (let run = 1; run <= RUNS_BEFORE + 2; run += 1) {
      expect(operations.of(other!, operation)).toBeUndefined();
    }
  });
});

test('a stream says the same before and after its operation is compiled, whatever the document and its variables', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(aPlainSubscription, aConditionalSubscription),
      someSpecs,
      fc.array(aDelivery, { minLength: 1, maxLength: 3 }),
      async (subscription, specs, deliveries) => {
        const source = new ControllableSource<object>();
        const context = contextOver(specs, source);
        const executor = createExecutor<SchemaContext>({
          schema: specwireSchema,
          onUnexpectedError: () => {},
          maxTokens: Infinity,
          maxAliases: Infinity,
          maxQueryDepth: Infinity,
          maxCost: Infinity,
        });
        const prepared = executor.prepare(subscription);
        if ('errors' in prepared) throw prepared.errors[0]!;
        const stream = await executor.run(prepared, context);
        if (!(stream instanceof ResponseStream)) throw new Error(JSON.stringify(stream));
        for (let run = 0; run < RUNS_BEFORE + deliveries.length; run += 1) {
          const delivery = deliveries[run % deliveries.length]!;
          // An event of its own: the result for one that is known is not made again.
          source.push({ ...delivery });
          const { value } = await stream.next();
          const expected = maskResult(executed(subscription, delivery, context), () => {});
          expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
        }
        await stream.return();
      },
    ),
  ));
