import { once } from 'node:events';
import { ApolloClient, CombinedGraphQLErrors, gql, InMemoryCache } from '@apollo/client';
import { describe, expect, test } from 'vitest';
import { followList, LIST } from '../../examples/clients/apollo-list.ts';
import { POSSIBLE_TYPES } from '../../examples/clients/spec-list.ts';
import { createSpecwireLink } from '../../src/client/apollo.ts';
import { createSpecClient, SpecClientError, type SpecClientOptions } from '../../src/client/index.ts';
import { authenticateTokens, TOKENS } from '../support/guarded-server.ts';
import { startServer } from '../support/server.ts';
import { ShownList } from '../support/shown-list.ts';
import { specText } from '../support/spec-tree.ts';
import { Waiter } from '../support/waiter.ts';

const FILES = { 'E01.spec.md': specText({ title: 'One', status: 'draft' }) };
const STATS = gql`
  {
    stats {
      total
    }
  }
`;
const CHANGED = gql`
  subscription {
    specChanged {
      __typename
      cursor
    }
  }
`;
const MISTAKE = 'Cannot query field "nothing"';

/** Apollo over a client that keeps no connection for later; disposing ends both. */
function apolloFor(options: SpecClientOptions) {
  const specwire = createSpecClient({ ...options, timing: { lingerMs: 0, retryMs: 50, ...options.timing } });
  const apollo = new ApolloClient({
    link: createSpecwireLink(specwire),
    cache: new InMemoryCache({ possibleTypes: POSSIBLE_TYPES }),
  });
  return {
    apollo,
    specwire,
    [Symbol.dispose]() {
      apollo.stop();
      specwire.dispose();
    },
  };
}

/** A fetch that answers nothing, until it is aborted. */
function silentFetch() {
  const signals = new Waiter<AbortSignal>();
  const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    signals.put(init!.signal!);
    await once(init!.signal!, 'abort');
    throw init!.signal!.reason;
  };
  return { signals, fetch: fetch as typeof globalThis.fetch };
}

describe('queries', () => {
  test('are answered', async () => {
    await using server = await startServer(FILES);
    using client = apolloFor({ url: server.url });
    const { data } = await client.apollo.query({ query: STATS });
    expect(data).toMatchObject({ stats: { total: 1 } });
  });

  test('have the errors of GraphQL as Apollo has them', async () => {
    await using server = await startServer(FILES);
    using client = apolloFor({ url: server.url });
    const query = gql`
      {
        nothing
      }
    `;
    const error = await client.apollo.query({ query }).catch((error: unknown) => error);
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.message).toContain(MISTAKE);
    const result = await client.apollo.query({ query, errorPolicy: 'all' });
    expect(result.error?.message).toContain(MISTAKE);
  });

  test('fail with the error of the client where there is no answer', async () => {
    using client = apolloFor({ url: 'http://127.0.0.1:9/graphql' });
    const error = await client.apollo.query({ query: STATS }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SpecClientError);
    expect(error).toMatchObject({ code: 'NETWORK' });
  });

  test('are aborted when nobody waits for them any more', async () => {
    const { signals, fetch } = silentFetch();
    using client = apolloFor({ url: 'http://127.0.0.1:9/graphql', fetch });
    const watching = client.apollo.watchQuery({ query: STATS }).subscribe(() => undefined);
    const signal = await signals.next();
    watching.unsubscribe();
    expect(signal.aborted).toBe(true);
  });

  test('are aborted by a signal of their own, and say so', async () => {
    const { signals, fetch } = silentFetch();
    using client = apolloFor({ url: 'http://127.0.0.1:9/graphql', fetch });
    const own = new AbortController();
    const context = { fetchOptions: { signal: own.signal } };
    const answer = client.apollo.query({ query: STATS, context }).catch((error: unknown) => error);
    const signal = await signals.next();
    own.abort();
    expect(await answer).toMatchObject({ name: 'AbortError' });
    expect(signal.aborted).toBe(true);
  });
});

describe('subscriptions', () => {
  test('that cannot be run give the errors of GraphQL, and end', async () => {
    await using server = await startServer(FILES);
    using client = apolloFor({ url: server.url });
    const query = gql`
      subscription {
        nothing
      }
    `;
    const results = new Waiter<unknown>();
    client.apollo.subscribe({ query }).subscribe({
      next: ({ error }) => results.put(CombinedGraphQLErrors.is(error) ? error.message : error),
      complete: () => results.put('complete'),
    });
    expect(await results.next()).toContain(MISTAKE);
    expect(await results.next()).toBe('complete');
    expect(server.services.hub.size).toBe(0);
  });

  test('fail with the error of the client where it is not let in', async () => {
    await using server = await startServer(FILES, { authenticate: authenticateTokens() });
    using client = apolloFor({ url: server.url, token: TOKENS.wrong });
    const results = new Waiter<unknown>();
    client.apollo.subscribe({ query: CHANGED }).subscribe(({ error }) => results.put(error));
    const error = await results.next();
    expect(error).toBeInstanceOf(SpecClientError);
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('leave nothing behind when they are unsubscribed', async () => {
    await using server = await startServer(FILES);
    using client = apolloFor({ url: server.url });
    const { hub, connections } = server.services;
    const first = client.apollo.subscribe({ query: CHANGED }).subscribe(() => undefined);
    await expect.poll(() => [hub.size, connections.count()]).toEqual([1, 1]);
    first.unsubscribe();
    await expect.poll(() => [hub.size, connections.count()]).toEqual([0, 0]);
    expect(client.specwire.status.state).toBe('idle');
  });

  test('begin where their context says', async () => {
    await using server = await startServer(FILES);
    using client = apolloFor({ url: server.url });
    const query = gql`
      {
        specs {
          changeCursor
        }
      }
    `;
    const { data } = await client.apollo.query<{ specs: { changeCursor: string } }>({ query });
    await server.tree.write('E02.spec.md', specText({ title: 'Two' }));
    await expect.poll(() => server.services.log.specs.size).toBe(2);
    const results = new Waiter<unknown>();
    const context = { specwire: { since: data!.specs.changeCursor } };
    client.apollo.subscribe({ query: CHANGED, context }).subscribe(({ data }) => results.put(data));
    expect(await results.next()).toMatchObject({ specChanged: { __typename: 'SpecCreated' } });
  });
});

test('what a subscription tells of a spec is shown wherever it is, and a deleted one nowhere', async () => {
  await using server = await startServer(FILES);
  using client = apolloFor({ url: server.url });
  const list = new ShownList();
  const stop = followList(client.apollo, { statuses: ['draft'] }, list);
  await list.shows({ E01: 'One' });

  const elsewhere = new ShownList();
  client.apollo.watchQuery({ query: LIST, variables: { filter: {} } }).subscribe(({ data, dataState }) => {
    if (dataState === 'complete') elsewhere.show(data.specs.nodes);
  });
  await elsewhere.shows({ E01: 'One' });
  await server.tree.write('E01.spec.md', specText({ title: 'One, revised', status: 'draft' }));
  await elsewhere.shows({ E01: 'One, revised' });
  await server.tree.remove('E01.spec.md');
  await elsewhere.shows({});
  await list.shows({});
  stop();
  await expect.poll(() => server.services.hub.size).toBe(0);
});
