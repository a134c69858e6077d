import { inspect } from 'node:util';
import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { expect } from 'vitest';
import { createExecutor, type Executor } from '../../src/execution/executor.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/server/http.ts';
import { createConnectionRegistry, type ConnectionRegistry } from '../../src/transports/connections.ts';
import type { OperationDetails } from '../../src/transports/operation-host.ts';
import { ControllableSource } from './controllable-source.ts';
import { Waiter } from './waiter.ts';

/** What the test schema's subscriptions deliver. */
interface Tick {
  readonly number: number;
  readonly text?: string;
}

/** A server with a small schema on a free port, and all that a test needs to see of its inside. */
export interface TestServer extends AsyncDisposable {
  readonly http: HttpServer;
  readonly url: string;
  readonly wsUrl: string;
  readonly streamUrl: string;
  readonly port: number;
  readonly connections: ConnectionRegistry;
  /** Each source in the order in which subscriptions opened them. */
  readonly sources: Waiter<ControllableSource<Tick>>;
  /** Every source there was. */
  readonly allSources: ControllableSource<Tick>[];
  /** What was logged as an error. */
  readonly errors: unknown[];
  /** All that was logged, as text. */
  readonly logged: string[];
  /** The details of every context that was made. */
  readonly contexts: OperationDetails[];
  /** Queries of `held` wait until this is called. */
  letGo(): void;
  /** Waits until the registry is empty and every source returned; every test that opens anything ends with it. */
  settled(): Promise<void>;
}

const Weird = new GraphQLScalarType({ name: 'Weird', serialize: (value) => value });

export type TestOptions = Partial<
  Omit<HttpServerOptions<OperationDetails>, 'executor' | 'connections' | 'log'>
> & {
  /** @default 0 */
  readonly port?: number;
  /** Changes the executor, to break it. */
  readonly wrap?: (executor: Executor<OperationDetails>) => Executor<OperationDetails>;
};

/** Starts such a server; dispose it. */
export async function startServer({
  wrap = (executor) => executor,
  port = 0,
  ...options
}: TestOptions = {}): Promise<TestServer> {
  const sources = new Waiter<ControllableSource<Tick>>();
  const allSources: ControllableSource<Tick>[] = [];
  const errors: unknown[] = [];
  const logged: string[] = [];
  const note = (details: object, message: string) =>
    void logged.push(inspect({ details, message }, { depth: 9 }));
  const contexts: OperationDetails[] = [];
  const held = Promise.withResolvers<string>();
  const connections = createConnectionRegistry();

  const tickType = new GraphQLObjectType<Tick>({
    name: 'Tick',
    fields: { number: { type: new GraphQLNonNull(GraphQLInt) }, text: { type: GraphQLString } },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        hello: {
          type: GraphQLString,
          args: { name: { type: GraphQLString } },
          resolve: (_, { name }) => `Hello ${name ?? 'you'}`,
        },
        count: {
          type: GraphQLInt,
          args: { from: { type: new GraphQLNonNull(GraphQLInt) } },
          resolve: (_, { from }) => from,
        },
        held: { type: GraphQLString, resolve: () => held.promise },
        broken: {
          type: GraphQLString,
          resolve: () => {
            throw new Error('secret of /etc/hosts');
          },
        },
        weird: { type: Weird, resolve: () => 10n },
        number: { type: GraphQLFloat, resolve: () => 1.5 },
      },
    }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: { set: { type: GraphQLInt, args: { to: { type: GraphQLInt } }, resolve: (_, { to }) => to } },
    }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        ticks: {
          type: tickType,
          args: { least: { type: GraphQLInt } },
          subscribe: () => {
            const source = new ControllableSource<Tick>();
            allSources.push(source);
            sources.put(source);
            return source;
          },
          resolve: (tick: Tick) => tick,
        },
        refused: {
          type: tickType,
          subscribe: () => {
            throw new Error('secret of /etc/hosts');
          },
        },
      },
    }),
  });
  const executor = createExecutor<OperationDetails>({
    schema,
    onUnexpectedError: (error) => errors.push(error),
    extensionsOf: (event) => ({ cursor: `at-${(event as Tick).number}` }),
    onTaken: (_event, { subscription }) => {
      if (subscription) subscription.delivered += 1;
    },
  });
  const http = createHttpServer<OperationDetails>({
    executor: wrap(executor),
    connections,
    createContext: (details) => {
      contexts.push(details);
      return details;
    },
    headCursor: () => 'head',
    health: () => ({ ready: true }),
    log: {
      info: note,
      warn: note,
      error: (details, message) => {
        note(details, message);
        errors.push(details);
      },
    },
    ...options,
  });
  const url = await http.listen(port, '127.0.0.1');

  async function settled(): Promise<void> {
    await expect.poll(() => connections.all().length, { timeout: 5_000 }).toBe(0);
    await Promise.all(allSources.map((source) => source.returned));
    const { totals } = connections;
    expect(totals.websocket + totals.sse).toBe(0);
    expect(totals.opened).toBe(totals.closed);
  }

  return {
    http,
    url: url.href,
    wsUrl: url.href.replace('http:', 'ws:'),
    streamUrl: `${url.href}/stream`,
    port: Number(url.port),
    connections,
    sources,
    allSources,
    errors,
    logged,
    contexts,
    letGo: () => held.resolve('let go'),
    settled,
    async [Symbol.asyncDispose]() {
      held.resolve('let go');
      await http.close();
      await settled();
    },
  };
}
