import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { followList } from './apollo-list.ts';
import { POSSIBLE_TYPES, type SpecFilter, type View } from './spec-list.ts';

/** Apollo Client as it comes, over graphql-ws. */
export function followSpecs(url: string, filter: SpecFilter, view: View): () => void {
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    // Or it gives up when a server restarts.
    shouldRetry: () => true,
    retryAttempts: Infinity,
  });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url }),
  );
  const client = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes: POSSIBLE_TYPES }) });
  const stop = followList(client, filter, view);
  return () => {
    stop();
    client.stop();
    void socket.dispose();
  };
}
