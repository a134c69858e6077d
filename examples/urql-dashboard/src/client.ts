import { createSpecClient } from 'specwire/client';
import { createSpecwireExchange } from 'specwire/client/urql';
import { cacheExchange, Client } from 'urql';

/** Over WebSocket, over event streams where it must, resuming through lost connections. */
export const specwire = createSpecClient({ url: '/graphql' });

export const urql = new Client({
  url: '/graphql',
  exchanges: [cacheExchange, createSpecwireExchange(specwire)],
});
