import { ApolloClient, InMemoryCache } from '@apollo/client';
import { createSpecClient } from 'specwire/client';
import { createSpecwireLink } from 'specwire/client/apollo';
import { followList } from './apollo-list.ts';
import { POSSIBLE_TYPES, type SpecFilter, type View } from './spec-list.ts';

/** Apollo Client over Specwire's client: over WebSocket, over event streams where it must, resuming by cursor. */
export function followSpecs(url: string, filter: SpecFilter, view: View): () => void {
  const specwire = createSpecClient({ url });
  const client = new ApolloClient({
    link: createSpecwireLink(specwire),
    cache: new InMemoryCache({ possibleTypes: POSSIBLE_TYPES }),
  });
  const stop = followList(client, filter, view);
  return () => {
    stop();
    client.stop();
    specwire.dispose();
  };
}
