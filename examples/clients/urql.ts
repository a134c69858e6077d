import { cacheExchange, Client } from '@urql/core';
import { createSpecClient } from 'specwire/client';
import { createSpecwireExchange } from 'specwire/client/urql';
import type { SpecFilter, View } from './spec-list.ts';
import { followList } from './urql-list.ts';

/** urql over Specwire's client: over WebSocket, over event streams where it must, resuming by cursor. */
export function followSpecs(url: string, filter: SpecFilter, view: View): () => void {
  const specwire = createSpecClient({ url });
  const client = new Client({ url, exchanges: [cacheExchange, createSpecwireExchange(specwire)] });
  const stop = followList(client, filter, view);
  return () => {
    stop();
    specwire.dispose();
  };
}
