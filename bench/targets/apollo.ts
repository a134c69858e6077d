import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import { makeExecutableSchema } from '@graphql-tools/schema';
import express from 'express';
import { PubSub, withFilter } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { asNextMessage, eventOf, paddingFor, type SpecUpdate } from '../event/event.ts';
import { graphqlWsServer } from './graphql-ws-server.ts';
import { listen } from './listen.ts';
import { isWanted, TYPE_DEFS, type SpecChangedArgs } from './peer-schema.ts';
import { runTarget } from './target.ts';

interface Payload {
  readonly specChanged: SpecUpdate;
}

const TOPIC = 'SPEC_CHANGED';

// Apollo Server with graphql-ws and graphql-subscriptions, as documented.
await runTarget(async ({ specs, isSelective }) => {
  const padding = paddingFor(asNextMessage);
  const pubsub = new PubSub<Record<typeof TOPIC, Payload>>();
  const all = () => pubsub.asyncIterableIterator(TOPIC);
  const schema = makeExecutableSchema({
    typeDefs: TYPE_DEFS,
    resolvers: {
      Subscription: {
        specChanged: {
          subscribe: isSelective
            ? withFilter<Payload, SpecChangedArgs>(all, (payload, args) =>
                isWanted(args ?? {}, payload?.specChanged.specId ?? ''),
              )
            : all,
        },
      },
    },
  });
  const app = express();
  const http = createServer(app);
  const cleanup = useServer({ schema }, graphqlWsServer(http));
  const server = new ApolloServer({
    schema,
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer: http }),
      {
        async serverWillStart() {
          return {
            async drainServer() {
              await cleanup.dispose();
            },
          };
        },
      },
    ],
  });
  await server.start();
  app.use('/graphql', express.json(), expressMiddleware(server));
  return {
    port: await listen(http),
    publish(sequences) {
      for (const sequence of sequences) {
        void pubsub.publish(TOPIC, { specChanged: eventOf(sequence, specs, padding) });
      }
    },
  };
});
