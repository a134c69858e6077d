import type { Client } from 'urql';
import { createSpecClient, type SpecClient } from '../../client/spec-client.ts';
import type { ClientStatus } from '../../client/client-status.ts';
import { createUrqlClient } from '../urql-client.ts';
import { createLiveStore, type LiveStore } from '../store/live-store.ts';
import { createObservable, type Observable } from '../store/observable.ts';
import { keptToken } from './token.ts';

/** Views follow at most every so many milliseconds. */
const VIEW_GAP_MS = 80;

/** One client and all that it feeds, for one token. */
export interface Session extends Disposable {
  readonly client: SpecClient;
  readonly urql: Client;
  readonly live: LiveStore;
  readonly status: Observable<ClientStatus>;
}

/** Connects with the token there is, and begins to follow. */
export function createSession(): Session {
  const client = createSpecClient({ url: '/graphql', token: keptToken.read });
  const status = createObservable(client.status);
  client.onStatus(status.set);
  const live = createLiveStore(client.liveSpecs(), {
    gapMs: VIEW_GAP_MS,
    nextFrame: (callback) => void requestAnimationFrame(callback),
  });
  return {
    client,
    urql: createUrqlClient(client),
    live,
    status,
    [Symbol.dispose]() {
      live[Symbol.dispose]();
      client.dispose();
    },
  };
}
