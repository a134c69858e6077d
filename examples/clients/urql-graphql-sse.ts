import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-sse';
import type { SpecFilter, View } from './spec-list.ts';
import { followList } from './urql-list.ts';

/** urql as it comes, over graphql-sse, a stream for each subscription. */
export function followSpecs(url: string, filter: SpecFilter, view: View): () => void {
  const stream = createClient({
    url: `${url}/stream`,
    // Or it gives up when a server restarts.
    retryAttempts: Infinity,
  });
  const subscriptions = subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({ unsubscribe: stream.subscribe({ query, variables: { ...variables } }, sink) }),
    }),
  });
  const client = new Client({ url, exchanges: [cacheExchange, fetchExchange, subscriptions] });
  const stop = followList(client, filter, view);
  return () => {
    stop();
    stream.dispose();
  };
}
