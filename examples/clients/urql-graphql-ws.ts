import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient, type Sink } from 'graphql-ws';
import type { SpecFilter, View } from './spec-list.ts';
import { followList } from './urql-list.ts';

/** urql as it comes, over graphql-ws. */
export function followSpecs(url: string, filter: SpecFilter, view: View): () => void {
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    // Or it gives up when a server restarts.
    shouldRetry: () => true,
    retryAttempts: Infinity,
  });
  const subscriptions = subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: socket.subscribe({ query, variables: { ...variables } }, sink as Sink),
      }),
    }),
  });
  const client = new Client({ url, exchanges: [cacheExchange, fetchExchange, subscriptions] });
  const stop = followList(client, filter, view);
  return () => {
    stop();
    void socket.dispose();
  };
}
