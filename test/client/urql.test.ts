import { once } from 'node:events';
import { cacheExchange, Client, CombinedError, gql, type OperationResult } from '@urql/core';
import { describe, expect, test } from 'vitest';
import {
  createSpecClient,
  SpecClientError,
  type SpecClient,
  type SpecClientOptions,
  type SpecObserver,
} from '../../src/client/index.ts';
import { createSpecwireExchange } from '../../src/client/urql.ts';
import { authenticateTokens, TOKENS } from '../support/guarded-server.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { Waiter } from '../support/waiter.ts';

const FILES = { 'E01.spec.md': specText({ title: 'One', status: 'draft' }) };
const STATS = '{ stats { total } }';
const CHANGED = 'subscription { specChanged { __typename cursor } }';
const MISTAKE = 'Cannot query field "nothing"';
const NOBODY = 'http://127.0.0.1:9/graphql';

/** urql over a client that keeps no connection for later; disposing ends both. */
function urqlFor(options: SpecClientOptions) {
  const specwire = createSpecClient({ ...options, timing: { lingerMs: 0, retryMs: 50, ...options.timing } });
  return { specwire, urql: urqlOver(specwire), [Symbol.dispose]: () => specwire.dispose() };
}

function urqlOver(specwire: SpecClient): Client {
  return new Client({ url: NOBODY, exchanges: [cacheExchange, createSpecwireExchange(specwire)] });
}

describe('queries', () => {
  test('are answered, once, and then from the cache', async () => {
    await using server = await startServer(FILES);
    using client = urqlFor({ url: server.url });
    expect((await client.urql.query(STATS, {})).data).toMatchObject({ stats: { total: 1 } });
    client.specwire.dispose();
    await server[Symbol.asyncDispose]();
    expect((await client.urql.query(STATS, {})).data).toMatchObject({ stats: { total: 1 } });
  });

  test('have the errors of GraphQL as urql has them', async () => {
    await using server = await startServer(FILES);
    using client = urqlFor({ url: server.url });
    const { error } = await client.urql.query('{ nothing }', {});
    expect(error).toBeInstanceOf(CombinedError);
    expect(error?.graphQLErrors[0]?.message).toContain(MISTAKE);
    expect(error?.networkError).toBeUndefined();
  });

  test('fail with the error of the client where there is no answer', async () => {
    using client = urqlFor({ url: NOBODY });
    const { error } = await client.urql.query(STATS, {});
    expect(error?.networkError).toBeInstanceOf(SpecClientError);
    expect(error?.networkError).toMatchObject({ code: 'NETWORK' });
  });

  test('are aborted when nobody waits for them any more', async () => {
    const signals = new Waiter<AbortSignal>();
    const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
      signals.put(init!.signal!);
      await once(init!.signal!, 'abort');
      throw init!.signal!.reason;
    };
    using client = urqlFor({ url: NOBODY, fetch });
    const watching = client.urql.query(STATS, {}).subscribe(() => undefined);
    const signal = await signals.next();
    watching.unsubscribe();
    expect(signal.aborted).toBe(true);
  });
});

describe('subscriptions', () => {
  test('that cannot be run give the errors of GraphQL, and end', async () => {
    await using server = await startServer(FILES);
    using client = urqlFor({ url: server.url });
    const results = new Waiter<OperationResult>();
    client.urql.subscription('subscription { nothing }', {}).subscribe((result) => results.put(result));
    const { error } = await results.next();
    expect(error?.graphQLErrors[0]?.message).toContain(MISTAKE);
    expect((await results.next()).hasNext).toBe(false);
    expect(server.services.hub.size).toBe(0);
  });

  test('fail with the error of the client where it is not let in', async () => {
    await using server = await startServer(FILES, { authenticate: authenticateTokens() });
    using client = urqlFor({ url: server.url, token: TOKENS.wrong });
    const results = new Waiter<OperationResult>();
    client.urql.subscription(CHANGED, {}).subscribe((result) => results.put(result));
    const { error, hasNext } = await results.next();
    expect(error?.networkError).toMatchObject({ name: 'SpecClientError', code: 'UNAUTHENTICATED' });
    expect(hasNext).toBe(false);
  });

  test('fail where the client has been disposed', async () => {
    using client = urqlFor({ url: NOBODY });
    client.specwire.dispose();
    const results = new Waiter<OperationResult>();
    client.urql.subscription(CHANGED, {}).subscribe((result) => results.put(result));
    expect((await results.next()).error?.networkError).toMatchObject({ code: 'DISPOSED' });
  });

  test('leave nothing behind when they are unsubscribed', async () => {
    await using server = await startServer(FILES);
    using client = urqlFor({ url: server.url });
    const { hub, connections } = server.services;
    const watching = client.urql.subscription(CHANGED, {}).subscribe(() => undefined);
    await expect.poll(() => [hub.size, connections.count()]).toEqual([1, 1]);
    watching.unsubscribe();
    await expect.poll(() => [hub.size, connections.count()]).toEqual([0, 0]);
    expect(client.specwire.status.state).toBe('idle');
  });

  test('begin where their context says', async () => {
    await using server = await startServer(FILES);
    using client = urqlFor({ url: server.url });
    const query = gql<{ specs: { changeCursor: string } }, object>('{ specs { changeCursor } }');
    const { data } = await client.urql.query(query, {});
    await server.tree.write('E02.spec.md', specText({ title: 'Two' }));
    await expect.poll(() => server.services.log.specs.size).toBe(2);
    const results = new Waiter<OperationResult>();
    const context = { specwire: { since: data!.specs.changeCursor } };
    client.urql.subscription(CHANGED, {}, context).subscribe((result) => results.put(result));
    expect((await results.next()).data).toMatchObject({ specChanged: { __typename: 'SpecCreated' } });
  });

  test('do not keep the errors of one result for those after it', async () => {
    const observers = new Waiter<SpecObserver<unknown>>();
    const specwire = {
      subscribe(...[, , observer]: [unknown, unknown, SpecObserver<unknown>]) {
        observers.put(observer);
        return () => undefined;
      },
    } as unknown as SpecClient;
    const results: OperationResult[] = [];
    urqlOver(specwire)
      .subscription(CHANGED, {})
      .subscribe((result) => results.push(result));
    const observer = await observers.next();
    observer.next({ data: { at: 1 }, errors: [{ message: 'The second half is missing.' }] });
    observer.next({ data: { at: 2 } });
    expect(results.map(({ data, error }) => [data, error?.message])).toEqual([
      [{ at: 1 }, '[GraphQL] The second half is missing.'],
      [{ at: 2 }, undefined],
    ]);
  });
});
