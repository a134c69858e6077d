import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import mercurius, { type MercuriusContext } from 'mercurius';
import { asNextMessage, eventOf, paddingFor, type SpecUpdate } from '../event/event.ts';
import { isWanted, TYPE_DEFS, type SpecChangedArgs } from './peer-schema.ts';
import { runTarget } from './target.ts';

const TOPIC = 'SPEC_CHANGED';

// Fastify with Mercurius and its own pub/sub, as documented.
await runTarget(async ({ specs, isSelective }) => {
  const padding = paddingFor(asNextMessage);
  const app = Fastify();
  const all = (_root: unknown, _args: SpecChangedArgs, { pubsub }: MercuriusContext) =>
    pubsub.subscribe(TOPIC);
  await app.register(mercurius, {
    schema: TYPE_DEFS,
    subscription: true,
    resolvers: {
      Subscription: {
        specChanged: {
          subscribe: isSelective
            ? mercurius.withFilter<{ specChanged: SpecUpdate }, unknown, MercuriusContext, SpecChangedArgs>(
                all as never,
                (payload, args) => isWanted(args, payload.specChanged.specId),
              )
            : all,
        },
      },
    },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: (app.server.address() as AddressInfo).port,
    publish(sequences) {
      for (const sequence of sequences) {
        const payload = { specChanged: eventOf(sequence, specs, padding) };
        app.graphql.pubsub.publish({ topic: TOPIC, payload }, () => undefined);
      }
    },
  };
});
