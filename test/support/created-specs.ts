import { setTimeout as wait } from 'node:timers/promises';
import { createSpecClient } from '../../src/client/index.ts';
import type { ClientTransport } from '../../src/client/client-status.ts';
import { EventStreamReader } from './event-stream-reader.ts';

/** How long whoever was turned away waits before it comes back, in milliseconds. */
const RETRY_MS = 100;

/** Notes each spec that is created, through lost connections. */
export interface CreationListener extends Disposable {
  /** How it listens. */
  readonly name: string;
  /** As they were told, those that were told twice as well. */
  readonly ids: readonly string[];
  /** Resyncs and errors: what tells of changes that are lost. */
  readonly losses: readonly unknown[];
  /** Resolves when whatever is created from now on will be told. */
  readonly begun: Promise<void>;
}

const CREATED = /* GraphQL */ `
  subscription {
    specChanged(filter: { kinds: [CREATED] }) {
      __typename
      ... on SpecCreated {
        specId
      }
    }
  }
`;

/** Listens with the package's own client, over one transport. */
export function listenByClient(url: URL, transport: ClientTransport, token: string): CreationListener {
  const ids: string[] = [];
  const losses: unknown[] = [];
  const begun = Promise.withResolvers<void>();
  const client = createSpecClient({ url, token, transports: [transport] });
  client.subscribe<{ specChanged: { __typename: string; specId?: string } }>(
    CREATED,
    {},
    {
      next({ data, errors }) {
        const id = data?.specChanged.specId;
        if (id === undefined) losses.push(errors ?? data);
        else ids.push(id);
      },
      error: (error) => losses.push(error),
      complete: () => losses.push('complete'),
    },
    { onBegun: () => begun.resolve() },
  );
  return { name: transport, ids, losses, begun: begun.promise, [Symbol.dispose]: () => client.dispose() };
}

/** Listens to `/api/events` as `curl` would that comes back with the last event's ID. */
export function listenToEvents(url: URL, token: string): CreationListener {
  const ids: string[] = [];
  const losses: unknown[] = [];
  const begun = Promise.withResolvers<void>();
  const address = new URL('/api/events?kinds=created', url).href;
  let isOver = false;
  let reader: EventStreamReader | undefined;
  let lastId: string | undefined;

  async function read(): Promise<void> {
    const resume = lastId === undefined ? {} : { 'last-event-id': lastId };
    reader = await EventStreamReader.open(address, {
      headers: { authorization: `Bearer ${token}`, ...resume },
    });
    if (!reader.response.ok) return;
    begun.resolve();
    for (let block = await reader.block(); block; block = await reader.block()) {
      lastId = block.id ?? lastId;
      if (block.event === 'spec.created') ids.push((JSON.parse(block.data!) as { specId: string }).specId);
      else if (block.event !== undefined) losses.push(block);
    }
  }

  async function listen(): Promise<void> {
    while (!isOver) {
      // A stream that is cut throws.
      await read().catch(() => undefined);
      await wait(RETRY_MS);
    }
  }

  void listen();
  return {
    name: 'events',
    ids,
    losses,
    begun: begun.promise,
    [Symbol.dispose]() {
      isOver = true;
      reader?.abort();
    },
  };
}
