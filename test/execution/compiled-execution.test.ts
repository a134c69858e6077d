import {
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  type ExecutionResult,
} from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CompiledOperations, type CompiledOperation } from '../../src/execution/compiled-operations.ts';
import { badUserInput } from '../../src/execution/errors.ts';
import { createExecutor } from '../../src/execution/executor.ts';
import { ResponseStream } from '../../src/execution/response-stream.ts';
import { SHAREABLE } from '../../src/execution/sharing.ts';
import { ControllableSource } from '../support/controllable-source.ts';

interface Event {
  readonly n: number;
  readonly fault?: unknown;
}

const SECRET = 'the password of the database';

/** Runs before an operation is compiled, and some after. */
const MANY_RUNS = 12;

async function open(query: string) {
  const told: unknown[] = [];
  const source = new ControllableSource<Event>();
  const orFault = ({ n, fault }: Event) => {
    if (fault !== undefined) throw fault;
    return n;
  };
  const EventType: GraphQLObjectType = new GraphQLObjectType<Event>({
    name: 'Event',
    extensions: { [SHAREABLE]: true },
    fields: () => ({
      n: { type: new GraphQLNonNull(GraphQLInt), resolve: ({ n }) => n },
      nullable: { type: GraphQLInt, resolve: orFault },
      required: { type: new GraphQLNonNull(GraphQLInt), resolve: orFault },
      later: { type: GraphQLString, resolve: async (event) => `later ${orFault(event)}` },
      nested: { type: new GraphQLNonNull(EventType), resolve: (event) => event },
    }),
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        happened: {
          type: EventType,
          extensions: { [SHAREABLE]: true },
          subscribe: () => source,
          resolve: (event: Event) => event,
        },
      },
    }),
  });
  const executor = createExecutor<object>({
    schema,
    onUnexpectedError: (error) => told.push(error),
    extensionsOf: (event) => ({ cursor: `at ${(event as Event).n}` }),
  });
  const prepared = executor.prepare({ query });
  if ('errors' in prepared) throw prepared.errors[0]!;
  const stream = await executor.run(prepared, {});
  if (!(stream instanceof ResponseStream)) throw new Error(JSON.stringify(stream));
  /** The result for an event, as clients see it. */
  const resultOf = async (event: Event): Promise<unknown> => {
    source.push(event);
    return JSON.parse(executor.textOf((await stream.next()).value!));
  };
  return { executor, resultOf, told };
}

/** From now on every operation counts as compiled, into this. */
function compileInto(compiled: CompiledOperation): void {
  vi.spyOn(CompiledOperations.prototype, 'of').mockReturnValue(compiled);
}

afterEach(() => vi.restoreAllMocks());

describe('an operation that has run often', () => {
  test.each<[string, string, unknown, object]>([
    ['hidden', 'n nullable', new Error(SECRET), { n: 1, nullable: null }],
    ['hidden, with what must not be null', 'n nested { n nested { required } }', new Error(SECRET), {}],
    [
      'meant for clients',
      'n nullable',
      badUserInput('Expected less.', { most: 3 }),
      { n: 1, nullable: null },
    ],
    ['of a promise', 'n later', new Error(SECRET), { n: 1, later: null }],
    ['no error at all', 'n nullable', 'thrown text', { n: 1, nullable: null }],
  ])('tells a fault as it always did, where that is %s', async (_, selection, fault, data) => {
    const compiling = vi.spyOn(CompiledOperations.prototype, 'of');
    const { executor, resultOf, told } = await open(`subscription { happened { ${selection} } }`);
    const first = await resultOf({ n: 1, fault });
    expect(first).toMatchObject({
      data: { happened: Object.keys(data).length > 0 ? data : null },
      errors: [{ path: expect.arrayContaining(['happened']), extensions: { code: expect.any(String) } }],
      extensions: { cursor: 'at 1' },
    });
    expect(JSON.stringify(first)).not.toContain(SECRET);
    const toldAtFirst = told.length;
    for (let run = 2; run <= MANY_RUNS; run += 1) expect(await resultOf({ n: 1, fault })).toEqual(first);
    expect(compiling.mock.results.at(-1)!.value).toBeTypeOf('function');
    expect(told).toHaveLength(toldAtFirst * MANY_RUNS);
    expect(executor.work.executions).toBe(MANY_RUNS);
  });

  test('gives results without faults again after one with a fault', async () => {
    const { resultOf } = await open('subscription { happened { nullable } }');
    for (let n = 1; n <= MANY_RUNS; n += 1) {
      await resultOf({ n, fault: new Error(SECRET) });
      expect(await resultOf({ n })).toEqual({
        data: { happened: { nullable: n } },
        extensions: { cursor: `at ${n}` },
      });
    }
  });

  test('waits for what takes its time', async () => {
    const { executor, resultOf } = await open('subscription { happened { later nested { n later } } }');
    for (let n = 1; n <= MANY_RUNS; n += 1) {
      expect(await resultOf({ n })).toEqual({
        data: { happened: { later: `later ${n}`, nested: { n, later: `later ${n}` } } },
        extensions: { cursor: `at ${n}` },
      });
    }
    expect(executor.work.executions).toBe(MANY_RUNS);
  });
});

describe('a compiled operation', () => {
  const answer: ExecutionResult = { data: { happened: 'compiled' } };

  test.each<[string, CompiledOperation]>([
    ['at once', () => answer],
    ['later', () => Promise.resolve(answer)],
  ])('is what makes the result, %s', async (_, compiled) => {
    compileInto(compiled);
    const { executor, resultOf } = await open('subscription { happened { n } }');
    expect(await resultOf({ n: 1 })).toEqual({ ...answer, extensions: { cursor: 'at 1' } });
    expect(executor.work.executions).toBe(1);
  });

  test.each<[string, CompiledOperation]>([
    ['has errors', () => ({ ...answer, errors: [] })],
    ['has errors later', () => Promise.resolve({ ...answer, errors: [] })],
    [
      'throws',
      () => {
        throw new Error(SECRET);
      },
    ],
    ['rejects', () => Promise.reject(new Error(SECRET))],
  ])('that %s leaves the result to an execution', async (_, compiled) => {
    compileInto(compiled);
    const { executor, resultOf, told } = await open('subscription { happened { n } }');
    expect(await resultOf({ n: 1 })).toEqual({
      data: { happened: { n: 1 } },
      extensions: { cursor: 'at 1' },
    });
    expect(executor.work.executions).toBe(1);
    expect(told).toEqual([]);
  });
});
