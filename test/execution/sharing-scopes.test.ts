import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createExecutor, type ExecutorOptions } from '../../src/execution/executor.ts';
import { ResponseStream } from '../../src/execution/response-stream.ts';
import { SHAREABLE } from '../../src/execution/sharing.ts';
import { AttachableSource } from '../support/attachable-source.ts';

interface Context {
  readonly user: string;
  readonly connection: { readonly address: string } | null;
  readonly mayRead: string;
}

interface Event {
  readonly n: number;
}

interface Batch {
  readonly texts: readonly string[];
  readonly bytes: number;
}

const envelope = {
  seal: (results: readonly { readonly text: string }[]): Batch => ({
    texts: results.map(({ text }) => text),
    bytes: 10,
  }),
};

/** What tells of whoever asks. */
const WHO = 'user address';

function createFixture(options: Partial<ExecutorOptions<Context>> = {}) {
  const executed: Context[] = [];
  const betraying = (declared: boolean) =>
    new GraphQLObjectType<Event, Context>({
      name: declared ? 'Careless' : 'Careful',
      ...(declared && { extensions: { [SHAREABLE]: true } }),
      fields: {
        n: {
          type: GraphQLInt,
          extensions: { [SHAREABLE]: true },
          resolve: ({ n }, _args, context) => {
            executed.push(context);
            return n;
          },
        },
        user: { type: GraphQLString, resolve: (_event, _args, { user }) => user },
        address: {
          type: GraphQLString,
          resolve: (_event, _args, { connection }) => connection?.address ?? 'none',
        },
      },
    });
  const sources = new Map<string, AttachableSource<Event>>();
  const field = (type: GraphQLObjectType) => ({
    type,
    extensions: { [SHAREABLE]: true },
    subscribe: (_root: unknown, _args: object, { user }: Context) => {
      const source = new AttachableSource<Event>();
      sources.set(user, source);
      return source;
    },
    resolve: (event: unknown) => event,
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType<unknown, Context>({
      name: 'Subscription',
      fields: {
        /** Declares what must not be shared. */
        careless: field(betraying(true)),
        careful: field(betraying(false)),
      },
    }),
  });
  const executor = createExecutor<Context>({ schema, onUnexpectedError: () => {}, ...options });
  /** Subscribes somebody who is ready to be handed batches. */
  const open = async (user: string, query: string, mayRead = 'all') => {
    const prepared = executor.prepare({ query });
    if ('errors' in prepared) throw prepared.errors[0]!;
    const context = { user, connection: { address: `of ${user}` }, mayRead };
    const stream = await executor.run(prepared, context);
    if (!(stream instanceof ResponseStream)) throw new Error(JSON.stringify(stream));
    const source = sources.get(user)!;
    const batches: Batch[] = [];
    stream.attach<Batch>({ envelope, room: () => undefined, take: (batch) => void batches.push(batch) });
    /** The result for an event that is pulled. */
    const pull = async (event: Event): Promise<unknown> => {
      source.push(event);
      return (await stream.next()).value;
    };
    return { stream, source, batches, pull };
  };
  return { executor, executed, open };
}

const e1 = { n: 1 };
const e2 = { n: 2 };

describe('two who may see the same', () => {
  test('are handed the same batches, live and replayed', async () => {
    const { executed, open } = createFixture({ scopeOf: ({ mayRead }) => mayRead });
    const [ann, ben] = [
      await open('ann', 'subscription { careful { __typename n } }'),
      await open('ben', 'subscription { careful { __typename n } }'),
    ];
    for (const { source } of [ann, ben]) {
      source.handOver(e1);
      source.replay(e1, e2);
    }
    expect(ben.batches[0]).toBe(ann.batches[0]);
    expect(ben.batches[1]).toBe(ann.batches[1]);
    expect(executed).toHaveLength(3);
  });
});

describe('two who may not see the same', () => {
  test('share nothing of what is made for an event, by whatever path', async () => {
    const { executed, open } = createFixture({ scopeOf: ({ mayRead }) => mayRead });
    const query = 'subscription { careful { n } }';
    const [ann, ben] = [await open('ann', query, 'E1'), await open('ben', query, 'E2')];
    for (const { source } of [ann, ben]) {
      source.handOver(e1);
      source.replay(e1, e2);
    }
    expect(ben.batches).toEqual(ann.batches);
    expect(ben.batches[0]).not.toBe(ann.batches[0]);
    expect(ben.batches[1]).not.toBe(ann.batches[1]);
    expect(ben.stream.plan).not.toBe(ann.stream.plan);
    expect(await ben.pull(e1)).not.toBe(await ann.pull(e1));
    expect(executed.filter(({ mayRead }) => mayRead === 'E1').length * 2).toBe(executed.length);
  });

  test('stay apart also when one comes after the other has gone', async () => {
    const { open } = createFixture({ scopeOf: ({ mayRead }) => mayRead });
    const query = 'subscription { careless { user } }';
    const ann = await open('ann', query, 'E1');
    ann.source.replay(e1);
    await ann.stream.return();
    const ben = await open('ben', query, 'E2');
    ben.source.replay(e1);
    expect(ann.batches[0]!.texts).toEqual(['{"data":{"careless":{"user":"ann"}}}']);
    expect(ben.batches[0]!.texts).toEqual(['{"data":{"careless":{"user":"ben"}}}']);
  });
});

describe('a field that tells of a connection', () => {
  test('tells of none where it is declared shareable by mistake', async () => {
    const { open } = createFixture({
      shareContext: (context) => ({ ...context, user: 'nobody', connection: null }),
    });
    const query = `subscription { careless { ${WHO} } }`;
    const [ann, ben] = [await open('ann', query), await open('ben', query)];
    const nobody = { data: { careless: { user: 'nobody', address: 'none' } } };
    for (const { source, batches, pull } of [ann, ben]) {
      source.handOver(e1);
      source.replay(e1, e2);
      expect(batches.map(({ texts }) => texts.map((text) => JSON.parse(text) as unknown))).toEqual([
        [nobody],
        [nobody, nobody],
      ]);
      expect(await pull({ n: 3 })).toEqual(nobody);
    }
  });

  test.each([
    `subscription { careful { n ${WHO} } }`,
    `subscription { careful { ... { n ... on Careful { ${WHO} } } } }`,
    `subscription { careful { ...f n } } fragment f on Careful { ${WHO} }`,
    'subscription { ...r } fragment r on Subscription { careful { n who: user address } }',
  ])('is never shared where it is not declared so: %s', async (query) => {
    const { executed, open } = createFixture({
      shareContext: (context) => ({ ...context, user: 'nobody', connection: null }),
    });
    const [ann, ben] = [await open('ann', query), await open('ben', query)];
    for (const [user, { source, pull, batches }] of Object.entries({ ann, ben })) {
      expect(source.reader).toBeUndefined();
      const result = JSON.stringify(await pull(e1));
      expect(result).toContain(`"${user}"`);
      expect(result).toContain(`"of ${user}"`);
      expect(batches).toEqual([]);
    }
    expect(executed.map(({ user }) => user)).toEqual(['ann', 'ben']);
  });
});
