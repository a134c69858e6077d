import { ApolloClient, InMemoryCache } from '@apollo/client';
import { createSpecClient } from 'specwire/client';
import { createSpecwireLink } from 'specwire/client/apollo';

/** Over WebSocket, over event streams where it must, resuming through lost connections. */
export const specwire = createSpecClient({ url: '/graphql' });

export const apollo = new ApolloClient({
  link: createSpecwireLink(specwire),
  cache: new InMemoryCache({ possibleTypes: { SpecChange: ['SpecCreated', 'SpecUpdated', 'SpecDeleted'] } }),
});
