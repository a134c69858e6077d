import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga, filter, pipe, type YogaInitialContext } from 'graphql-yoga';
import type { ExecutionArgs } from 'graphql';
import { eventOf, type SpecUpdate } from '../event/event.ts';
import type { TargetSettings } from '../event/messages.ts';
import { specIdAt } from '../event/specs.ts';
import { graphqlWsServer } from './graphql-ws-server.ts';
import { listen } from './listen.ts';
import { isWanted, TYPE_DEFS, type SpecChangedArgs } from './peer-schema.ts';
import type { Target } from './target.ts';

/** What the Yoga targets differ in. */
export interface YogaOptions {
  /** A topic for each spec, instead of one topic and a filter for each subscriber. */
  readonly hasTopics: boolean;
  /** Padding of the title. */
  readonly padding: number;
}

/** GraphQL Yoga with its own pub/sub and event streams, and graphql-ws beside it, each as documented. */
export async function startYoga(
  { specs, isSelective }: TargetSettings,
  { hasTopics, padding }: YogaOptions,
): Promise<Target> {
  const pubSub = createPubSub<{
    specChanged: [payload: SpecUpdate];
    oneSpecChanged: [id: string, payload: SpecUpdate];
  }>();
  const yoga = createYoga({
    logging: false,
    schema: createSchema({
      typeDefs: TYPE_DEFS,
      resolvers: {
        Subscription: {
          specChanged: {
            subscribe(_root: unknown, args: SpecChangedArgs) {
              const wanted = args.filter?.ids?.[0];
              if (hasTopics && wanted) return pubSub.subscribe('oneSpecChanged', wanted);
              const events = pubSub.subscribe('specChanged');
              return isSelective
                ? pipe(
                    events,
                    filter((event) => isWanted(args, event.specId)),
                  )
                : events;
            },
            resolve: (event: SpecUpdate) => event,
          },
        },
      },
    }),
  });
  const http = createServer((request, response) => void yoga(request, response));
  useServer(
    {
      execute: (args) => (args as EnvelopedArgs).rootValue.execute(args),
      subscribe: (args) => (args as EnvelopedArgs).rootValue.subscribe(args),
      onSubscribe: async (ctx, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...ctx,
          req: ctx.extra.request,
          socket: ctx.extra.socket,
          params,
        } as unknown as YogaInitialContext);
        const args = {
          schema,
          operationName: params.operationName ?? null,
          document: parse(params.query),
          variableValues: params.variables ?? null,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
        const errors = validate(args.schema, args.document);
        return errors.length > 0 ? errors : args;
      },
    },
    graphqlWsServer(http),
  );
  return {
    port: await listen(http),
    publish(sequences) {
      for (const sequence of sequences) {
        const event = eventOf(sequence, specs, padding);
        if (hasTopics) pubSub.publish('oneSpecChanged', specIdAt(sequence % specs), event);
        else pubSub.publish('specChanged', event);
      }
    },
  };
}

/** What Yoga's recipe for graphql-ws carries in the root value. */
interface EnvelopedArgs extends Omit<ExecutionArgs, 'rootValue'> {
  readonly rootValue: Pick<
    ReturnType<ReturnType<typeof createYoga>['getEnveloped']>,
    'execute' | 'subscribe'
  >;
}
