import {
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { createExecutor } from '../../src/execution/executor.ts';
import { ResponseStream } from '../../src/execution/response-stream.ts';
import { SHAREABLE } from '../../src/execution/sharing.ts';
import { ControllableSource } from '../support/controllable-source.ts';

interface Event {
  readonly n: number;
}

const extensions = { [SHAREABLE]: true };

/** Notes with which arguments the root field subscribes and is executed. */
function createFixture() {
  const subscribed: object[] = [];
  const executed: object[] = [];
  const EventType: GraphQLObjectType = new GraphQLObjectType<Event>({
    name: 'Event',
    extensions,
    fields: () => ({
      n: { type: GraphQLInt },
      times: {
        type: GraphQLInt,
        args: { by: { type: GraphQLInt } },
        resolve: ({ n }, { by }: { by?: number | null }) => (by === null ? null : n * (by ?? 1)),
      },
    }),
  });
  const FilterType: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: 'Filter',
    fields: () => ({
      ids: { type: new GraphQLList(GraphQLString) },
      least: { type: GraphQLInt },
      not: { type: FilterType },
    }),
  });
  const filter = { type: FilterType };
  const since = { type: GraphQLString };
  const source = () => new ControllableSource<Event>();
  const sources: ControllableSource<Event>[] = [];
  const field = (args: object) => ({
    type: EventType,
    args: { ...args },
    extensions,
    subscribe: (_root: unknown, given: object) => {
      subscribed.push({ ...given });
      sources.push(source());
      return sources.at(-1);
    },
    resolve: (event: unknown, given: object) => {
      executed.push({ ...given });
      return event;
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        happened: field({ filter, since }),
        happenedOn: field({
          day: { type: new GraphQLNonNull(GraphQLString) },
          since,
          most: { type: GraphQLInt, defaultValue: 10 },
        }),
      },
    }),
  });
  const executor = createExecutor<object>({ schema, onUnexpectedError: () => {} });
  /** What each of several at once gets for the same event: by its variables, in turn. */
  const ask = async (query: string, ...variables: (Record<string, unknown> | undefined)[]) => {
    const streams: ResponseStream[] = [];
    for (const given of variables) {
      const prepared = executor.prepare({ query, variables: given });
      if ('errors' in prepared) throw prepared.errors[0]!;
      const stream = await executor.run(prepared, {});
      if (!(stream instanceof ResponseStream)) throw new Error(JSON.stringify(stream));
      streams.push(stream);
    }
    const event = { n: 2 };
    const results: unknown[] = [];
    for (const [at, stream] of streams.entries()) {
      sources[at]!.push(event);
      results.push((await stream.next()).value);
    }
    await Promise.all(streams.map((stream) => stream.return()));
    return results;
  };
  return { executor, subscribed, executed, ask };
}

const times = (value: unknown) => ({ data: { happened: { times: value } } });

describe('variables that shape results', () => {
  test('make one question of those that are the same, whatever else is given', async () => {
    const { executor, ask } = createFixture();
    const query = 'subscription ($by: Int) { happened { times(by: $by) } }';
    const [first, second] = await ask(query, { by: 3 }, { other: 7, by: 3 });
    expect(first).toEqual(times(6));
    expect(second).toBe(first);
    expect(executor.work.executions).toBe(1);
  });

  test('make different questions where one is absent, null and given', async () => {
    const { executor, ask } = createFixture();
    const query = 'subscription ($by: Int = 5) { happened { times(by: $by) } }';
    const results = await ask(query, {}, { by: null }, { by: 3 }, undefined, { by: undefined });
    expect(results).toEqual([times(10), times(null), times(6), times(10), times(10)]);
    expect(results[3]).toBe(results[0]);
    expect(results[4]).toBe(results[0]);
    expect(executor.work.executions).toBe(3);
  });

  test.each(['toString', '__proto__'])('may have a name that every object has: %s', async (name) => {
    const { ask } = createFixture();
    const query = `subscription ($${name}: Int = 5) { happened { times(by: $${name}) } }`;
    const given = (value: number) => JSON.parse(`{ "${name}": ${value} }`) as Record<string, unknown>;
    expect(await ask(query, {}, given(3), given(4))).toEqual([times(10), times(6), times(8)]);
  });
});

describe('variables that only choose the events', () => {
  test.each([
    ['as an argument', 'subscription ($a: String) { happened(since: $a) { n } }'],
    ['as an argument, where they are required', 'subscription ($a: String!) { happened(since: $a) { n } }'],
    ['twice', 'subscription ($a: String) { happened(since: $a, filter: { ids: [$a] }) { n } }'],
    ['in an input object', 'subscription ($a: Int) { happened(filter: { least: $a }) { n } }'],
    ['as an input object', 'subscription ($a: Filter) { happened(filter: $a) { n } }'],
    ['in a list', 'subscription ($a: String) { happened(filter: { ids: ["x", $a] }) { n } }'],
    ['deep below', 'subscription ($a: String) { happened(filter: { not: { not: { ids: [$a] } } }) { n } }'],
    ['in an inline fragment', 'subscription ($a: String) { ... { happened(since: $a) { n } } }'],
    [
      'in a fragment',
      'subscription ($a: String) { ...r } fragment r on Subscription { happened(since: $a) { n } }',
    ],
  ])('make no other question, %s', async (_, query) => {
    const { executor, subscribed, executed, ask } = createFixture();
    const values = query.includes('$a: Filter')
      ? [{ least: 1 }, { least: 2 }]
      : query.includes('$a: Int')
        ? [1, 2]
        : ['1', '2'];
    const [first, second] = await ask(query, { a: values[0] }, { a: values[1] });
    expect(first).toEqual({ data: { happened: { n: 2 } } });
    expect(second).toBe(first);
    expect(executor.work.executions).toBe(1);
    expect(subscribed.map((given) => JSON.stringify(given).includes('1'))).toEqual([true, false]);
    expect(executed).toEqual([{}]);
  });

  test('and shape results too make different questions', async () => {
    const { executed, subscribed, ask } = createFixture();
    const query = 'subscription ($a: Int) { happened(filter: { least: $a }) { times(by: $a) } }';
    expect(await ask(query, { a: 1 }, { a: 2 })).toEqual([times(2), times(4)]);
    expect(subscribed).toEqual([{ filter: { least: 1 } }, { filter: { least: 2 } }]);
    expect(executed).toEqual([{}, {}]);
  });
});

describe('an argument of the root field', () => {
  test('that may be left out is known to those who choose the events, not to those who tell of them', async () => {
    const { subscribed, executed, ask } = createFixture();
    await ask('subscription { happened(since: "1", filter: { ids: ["2"] }) { n } }', {});
    expect(subscribed).toEqual([{ since: '1', filter: { ids: ['2'] } }]);
    expect(executed).toEqual([{}]);
  });

  test('that is required is known to both', async () => {
    const { executor, subscribed, executed, ask } = createFixture();
    const query =
      'subscription ($day: String!, $since: String) { happenedOn(day: $day, since: $since, most: 5) { n } }';
    const results = await ask(
      query,
      { day: 'Monday', since: '1' },
      { day: 'Monday', since: '2' },
      { day: 'Tuesday', since: '1' },
    );
    expect(results[0]).toEqual({ data: { happenedOn: { n: 2 } } });
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(executor.work.executions).toBe(2);
    expect(subscribed).toEqual([
      { day: 'Monday', since: '1', most: 5 },
      { day: 'Monday', since: '2', most: 5 },
      { day: 'Tuesday', since: '1', most: 5 },
    ]);
    // What may be left out is what it is by default.
    expect(executed).toEqual([
      { day: 'Monday', most: 10 },
      { day: 'Tuesday', most: 10 },
    ]);
  });

  test('that is required and literal is executed as it stands', async () => {
    const { executed, ask } = createFixture();
    const [result] = await ask('subscription { happenedOn(day: "Monday") { n times(by: 3) } }', {});
    expect(result).toEqual({ data: { happenedOn: { n: 2, times: 6 } } });
    expect(executed).toEqual([{ day: 'Monday', most: 10 }]);
  });
});
