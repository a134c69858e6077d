import { describe, expect, test } from 'vitest';
import { startServer } from '../support/transport-server.ts';
import { TRANSPORTS } from '../support/transport-suite.ts';

const TICKS = 'subscription Ticks { ticks { number } }';

describe.each(TRANSPORTS)('over $name', ({ connect }) => {
  test('delivers what the source has, in order, each with its cursor', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    const source = await server.sources.next();
    source.push({ number: 1 }, { number: 2 });
    expect((await first).value).toEqual({ data: { ticks: { number: 1 } }, extensions: { cursor: 'at-1' } });
    expect((await results.next()).value).toEqual({
      data: { ticks: { number: 2 } },
      extensions: { cursor: 'at-2' },
    });
    await results.return?.();
    await source.returned;
  });

  test('returns a silent source when the client completes', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const results = client.iterate({ query: TICKS });
    void results.next();
    const source = await server.sources.next();
    // A second operation keeps a shared connection open, so that it is the completion which ends the first.
    const other = client.iterate({ query: TICKS });
    const pending = other.next();
    const otherSource = await server.sources.next();
    await results.return?.();
    await source.returned;
    expect(otherSource.isReturned).toBe(false);
    otherSource.push({ number: 7 });
    expect((await pending).value).toMatchObject({ data: { ticks: { number: 7 } } });
    await other.return?.();
    await otherSource.returned;
  });

  test('completes when the source has no more', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    const source = await server.sources.next();
    source.push({ number: 1 });
    await first;
    source.finish();
    expect((await results.next()).done).toBe(true);
  });

  test('ends with a masked error when the source throws midway, and the server goes on', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    const source = await server.sources.next();
    source.push({ number: 1 });
    await first;
    source.fail(new Error('secret of /etc/hosts'));
    expect(JSON.stringify((await results.next()).value)).toBe(
      '{"errors":[{"message":"Unexpected error.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}',
    );
    expect((await results.next()).done).toBe(true);
    await source.returned;
    expect(server.errors).toHaveLength(1);
    const again = await client.iterate({ query: '{ hello }' }).next();
    expect(again.value).toEqual({ data: { hello: 'Hello you' } });
  });

  test('a source that throws even when it is returned is one masked error, and no more', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    const source = await server.sources.next();
    source.returnError = new Error('secret of return');
    source.fail(new Error('secret of next'));
    expect((await first).value).toMatchObject({ errors: [{ message: 'Unexpected error.' }] });
    expect((await results.next()).done).toBe(true);
  });

  test('knows the root field behind a fragment', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const query = 'subscription { ...A } fragment A on Subscription { ... { ticks { number } } }';
    const results = client.iterate({ query });
    const first = results.next();
    const source = await server.sources.next();
    expect(server.contexts[0]!.subscription!.field).toBe('ticks');
    source.push({ number: 1 });
    await first;
    await results.return?.();
    await source.returned;
  });

  test('runs queries and mutations too', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const query = client.iterate({
      query: 'query($name: String) { hello(name: $name) }',
      variables: { name: 'Ada' },
    });
    expect((await query.next()).value).toEqual({ data: { hello: 'Hello Ada' } });
    expect((await query.next()).done).toBe(true);
    const mutation = client.iterate({ query: 'mutation { set(to: 3) }' });
    expect((await mutation.next()).value).toEqual({ data: { set: 3 } });
  });

  test.each([
    ['a syntax error', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED'],
    ['a validation error', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown operation',
      { query: 'query A { hello } query B { hello }', operationName: 'C' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a missing variable', { query: 'query($from: Int!) { count(from: $from) }' }, 'BAD_USER_INPUT'],
    [
      'a missing variable of a subscription',
      { query: 'subscription($least: Int!) { ticks(least: $least) { number } }' },
      'BAD_USER_INPUT',
    ],
    ['a resolver that throws', { query: '{ broken }' }, 'INTERNAL_SERVER_ERROR'],
    [
      'a subscription that throws as it opens',
      { query: 'subscription { refused { number } }' },
      'INTERNAL_SERVER_ERROR',
    ],
    ['a result that JSON cannot hold', { query: '{ weird }' }, 'INTERNAL_SERVER_ERROR'],
  ])('tells of %s for that operation alone, by the same code as everywhere', async (_case, request, code) => {
    await using server = await startServer();
    using client = connect(server.url);
    const bystander = client.iterate({ query: TICKS });
    const pending = bystander.next();
    const source = await server.sources.next();

    const { value } = await client.iterate(request).next();
    expect(value).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code } }] });
    expect(JSON.stringify(value)).not.toMatch(/secret|\/etc|stack|\.ts/);

    source.push({ number: 1 });
    expect((await pending).value).toMatchObject({ data: { ticks: { number: 1 } } });
    await bystander.return?.();
  });

  test('gives the context its connection, its subscription and the request', async () => {
    await using server = await startServer();
    using client = connect(server.url);
    const results = client.iterate({ query: TICKS, extensions: { since: 'at-5' } });
    const first = results.next();
    const source = await server.sources.next();
    const { connection, subscription, request } = server.contexts[0]!;
    expect(request.extensions).toMatchObject({ since: 'at-5' });
    expect(server.connections.all()).toEqual([connection]);
    expect(subscription).toMatchObject({ operationName: 'Ticks', field: 'ticks', delivered: 0 });
    expect([...connection!.subscriptions.values()]).toEqual([subscription]);
    source.push({ number: 1 }, { number: 2 });
    await first;
    await results.next();
    expect(subscription!.delivered).toBeGreaterThan(0);
    await results.return?.();
    await source.returned;
    expect(connection!.subscriptions).toHaveLength(0);
  });

  test('returns every source when the client is gone', async () => {
    await using server = await startServer();
    const client = connect(server.url);
    const all = [1, 2, 3].map(() =>
      client
        .iterate({ query: TICKS })
        .next()
        .catch(() => undefined),
    );
    for (const _ of all) await server.sources.next();
    client[Symbol.dispose]();
    await server.settled();
    expect(server.allSources).toHaveLength(3);
  });
});
