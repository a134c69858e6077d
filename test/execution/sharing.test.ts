import {
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  type ExecutionResult,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { createExecutor, type OperationRequest } from '../../src/execution/executor.ts';
import { SHAREABLE } from '../../src/execution/sharing.ts';
import { schema as specwireSchema } from '../../src/schema/index.ts';

interface Context {
  readonly user: string;
}

interface Event {
  readonly n: number;
}

const shareable = { [SHAREABLE]: true };
const NOT_SHAREABLE = { [SHAREABLE]: false };

/** Counts its executions, and has a field that betrays who was asked for. */
function createFixture() {
  const executions: Event[] = [];
  const EventType = new GraphQLObjectType<Event, Context>({
    name: 'Event',
    extensions: shareable,
    fields: {
      n: {
        type: new GraphQLNonNull(GraphQLInt),
        resolve: (event) => {
          executions.push(event);
          return event.n;
        },
      },
      times: {
        type: GraphQLInt,
        args: { by: { type: GraphQLInt } },
        resolve: ({ n }, { by }: { by?: number }) => n * (by ?? 1),
      },
      whoAsks: {
        type: GraphQLString,
        extensions: NOT_SHAREABLE,
        resolve: (_event, _args, { user }) => user,
      },
    },
  });
  const events = [{ n: 1 }, { n: 2 }];
  const subscribe = () => {
    let at = 0;
    return {
      async next() {
        const value = events[at];
        at += 1;
        return value ? { done: false as const, value } : { done: true as const, value: undefined };
      },
      return: () => Promise.resolve({ done: true as const, value: undefined }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  const args = { since: { type: GraphQLString } };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType<unknown, Context>({
      name: 'Subscription',
      fields: {
        happened: { type: EventType, args, extensions: shareable, subscribe, resolve: (event) => event },
        unmarked: { type: EventType, args, subscribe, resolve: (event) => event },
      },
    }),
  });
  const executor = createExecutor<Context>({ schema, onUnexpectedError: () => {} });
  const resultsOf = async (user: string, request: OperationRequest): Promise<ExecutionResult[]> => {
    const prepared = executor.prepare(request);
    if ('errors' in prepared) throw new Error(String(prepared.errors[0]));
    const stream = await executor.run(prepared, { user });
    if (!('next' in stream)) throw new Error(JSON.stringify(stream.errors));
    const results: ExecutionResult[] = [];
    for await (const result of stream) results.push(result);
    return results;
  };
  return { executor, executions, resultsOf };
}

describe('results', () => {
  test('are made once for all who ask the same, and are the same object', async () => {
    const { executions, resultsOf } = createFixture();
    const request = { query: 'subscription { happened { n } }' };
    const all = await Promise.all(['ann', 'ben', 'cid'].map((user) => resultsOf(user, request)));
    expect(all[0]).toEqual([{ data: { happened: { n: 1 } } }, { data: { happened: { n: 2 } } }]);
    expect(executions).toHaveLength(2);
    expect(all[1]![0]).toBe(all[0]![0]);
    expect(all[2]![1]).toBe(all[0]![1]);
  });

  test('are never shared where a field may depend on who asks', async () => {
    const { resultsOf } = createFixture();
    const request = { query: 'subscription { happened { ...who } } fragment who on Event { whoAsks }' };
    const [ann, ben] = await Promise.all([resultsOf('ann', request), resultsOf('ben', request)]);
    expect(ann[0]).toEqual({ data: { happened: { whoAsks: 'ann' } } });
    expect(ben[0]).toEqual({ data: { happened: { whoAsks: 'ben' } } });
  });

  test('are never shared where the root field does not say that they may be', async () => {
    const { executions, resultsOf } = createFixture();
    const request = { query: 'subscription { unmarked { n } }' };
    await Promise.all([resultsOf('ann', request), resultsOf('ben', request)]);
    expect(executions).toHaveLength(4);
  });

  test('are shared whatever chooses the events, and not where variables shape them', async () => {
    const { executions, resultsOf } = createFixture();
    const query =
      'subscription ($since: String, $by: Int, $more: Boolean!) ' +
      '{ happened(since: $since) { n times(by: $by) more: n @include(if: $more) } }';
    const ask = (variables: Record<string, unknown>) => resultsOf('ann', { query, variables });
    const [first, second, third, fourth] = await Promise.all([
      ask({ since: 'a', by: 2, more: false }),
      ask({ since: 'b', by: 2, more: false }),
      ask({ since: 'a', by: 3, more: false }),
      ask({ since: 'a', by: 2, more: true }),
    ]);
    expect(second[0]).toBe(first[0]);
    expect(third[0]).toEqual({ data: { happened: { n: 1, times: 3 } } });
    expect(fourth[0]).toEqual({ data: { happened: { n: 1, times: 2, more: 1 } } });
    expect(executions.filter(({ n }) => n === 1)).toHaveLength(4);
  });

  test('of another operation of the same document are others', async () => {
    const { resultsOf } = createFixture();
    const query = 'subscription A { happened { n } } subscription B { happened { times(by: 5) } }';
    const [a, b] = await Promise.all([
      resultsOf('ann', { query, operationName: 'A' }),
      resultsOf('ann', { query, operationName: 'B' }),
    ]);
    expect(a[0]).toEqual({ data: { happened: { n: 1 } } });
    expect(b[0]).toEqual({ data: { happened: { times: 5 } } });
  });

  test('are shared whatever other operations of the same document ask for', async () => {
    const { executions, resultsOf } = createFixture();
    const query = 'subscription A { happened { n } } subscription B { happened { n whoAsks } }';
    const ask = (user: string, operationName: string) => resultsOf(user, { query, operationName });
    const all = await Promise.all([ask('ann', 'A'), ask('ben', 'A'), ask('ann', 'B'), ask('ben', 'B')]);
    expect(all[1][0]).toBe(all[0][0]);
    expect(all.slice(2).map(([first]) => first)).toEqual([
      { data: { happened: { n: 1, whoAsks: 'ann' } } },
      { data: { happened: { n: 1, whoAsks: 'ben' } } },
    ]);
    expect(executions.filter(({ n }) => n === 1)).toHaveLength(3);
  });
});

test('in the API everything that an event holds is shareable, and nothing of the server or a connection is', () => {
  const marked = Object.values(specwireSchema.getTypeMap()).flatMap((type) =>
    type.extensions[SHAREABLE] === true ? [type.name] : [],
  );
  expect(new Set(marked)).toEqual(
    new Set([
      'Checklist',
      'FieldChange',
      'Spec',
      'SpecBatch',
      'SpecChange',
      'SpecCreated',
      'SpecDeleted',
      'SpecEvent',
      'SpecProblem',
      'SpecResync',
      'SpecUpdated',
    ]),
  );
  const fields = Object.values(specwireSchema.getSubscriptionType()!.getFields());
  expect(fields.flatMap(({ name, extensions }) => (extensions[SHAREABLE] ? [name] : []))).toEqual([
    'specChanged',
    'specsChanged',
  ]);
});
