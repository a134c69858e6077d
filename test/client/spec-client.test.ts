import { describe, expect, test } from 'vitest';
import type { ClientStatus } from '../../src/client/client-status.ts';
import { ServerStatusTicksDocument, SpecChangedDocument } from '../../src/client/generated/graphql.ts';
import { createSpecClient, type SpecClient, type SpecClientOptions } from '../../src/client/index.ts';
import { lasting, TEAM_TOKENS, tokenAccess } from '../support/team-tokens.ts';
import { createHostileNetwork } from '../support/hostile-network.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E01.spec.md': specText({ title: 'Docks', status: 'draft' }),
  'E02.spec.md': specText({ title: 'Lamps', status: 'done' }),
};

const TITLES = /* GraphQL */ `
  subscription Titles($filter: SpecChangeFilter) {
    specChanged(filter: $filter) {
      __typename
      ... on SpecChange {
        specId
      }
      ... on SpecUpdated {
        spec {
          title
        }
      }
      ... on SpecResync {
        reason
      }
    }
  }
`;
interface Titles {
  readonly specChanged: {
    readonly __typename: string;
    readonly specId?: string;
    readonly spec?: { readonly title: string };
  };
}

/** The status once it is so; there must be one within ten seconds. */
async function when(client: SpecClient, isSo: (status: ClientStatus) => boolean): Promise<ClientStatus> {
  if (isSo(client.status)) return client.status;
  const { promise, resolve } = Promise.withResolvers<ClientStatus>();
  const stop = client.onStatus((status) => isSo(status) && resolve(status));
  try {
    return await promise;
  } finally {
    stop();
  }
}

const isUp = ({ state }: ClientStatus) => state === 'live' || state === 'fallback';

/** Writes E01 with another title. */
function retitle({ tree }: TestServer, title: string): Promise<void> {
  return tree.write('E01.spec.md', specText({ title, status: 'draft' }));
}

describe.each(['websocket', 'sse'] as const)('over %s', (transport) => {
  const connect = (server: TestServer, options: Partial<SpecClientOptions> = {}) =>
    createSpecClient({
      url: server.url,
      transports: [transport],
      ...options,
      timing: { lingerMs: 50, ...options.timing },
    });

  test('a subscription is iterated, with its types', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const changes = client.subscribe(SpecChangedDocument, { filter: { ids: ['E01'] } });
    await when(client, isUp);
    await server.tree.write('E02.spec.md', specText({ title: 'Lanterns' }));
    await retitle(server, 'Quays');
    const { value } = await changes.next();
    expect(value?.data?.specChanged).toMatchObject({ __typename: 'SpecUpdated', specId: 'E01' });
    expect(value?.extensions?.cursor).toBe(value?.data?.specChanged.cursor);
    await changes.return?.();
    await expect.poll(() => server.services.hub.size).toBe(0);
  });

  test('or observed, until its caller has enough', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const first = Promise.withResolvers<unknown>();
    const stop = client.subscribe(TITLES, undefined, { next: ({ data }) => first.resolve(data) });
    await when(client, isUp);
    await retitle(server, 'Quays');
    expect(await first.promise).toMatchObject({ specChanged: { spec: { title: 'Quays' } } });
    stop();
    stop();
    await expect.poll(() => server.services.hub.size).toBe(0);
    await expect.poll(() => server.services.connections.all()).toEqual([]);
    expect(client.status.state).toBe('idle');
  });

  test('all subscriptions share one connection', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const all = Array.from({ length: 50 }, (_, at) =>
      client.subscribe<Titles>(TITLES, { filter: { ids: [`E0${(at % 2) + 1}`] } }),
    );
    await expect.poll(() => server.services.hub.size).toBe(50);
    expect(server.services.connections.all()).toHaveLength(1);
    await retitle(server, 'Quays');
    const results = await Promise.all(all.filter((_, at) => at % 2 === 0).map((each) => each.next()));
    expect(new Set(results.map(({ value }) => value?.data?.specChanged.spec?.title))).toEqual(
      new Set(['Quays']),
    );
  });

  test('what happens while the connection is away arrives, once', async () => {
    await using server = await startServer(FILES);
    await using network = await createHostileNetwork(server.url);
    using client = connect(server, { url: network.url });
    const begun = Promise.withResolvers<string | undefined>();
    const changes = client.subscribe<Titles>(TITLES, undefined, undefined, { onBegun: begun.resolve });
    // Nothing has been delivered yet; where it began is known all the same.
    expect(await begun.promise).toBeTypeOf('string');
    for (const title of ['a', 'b', 'c']) {
      await expect.poll(() => server.services.hub.size).toBe(1);
      network.freeze();
      network.cutAll();
      await expect.poll(() => server.services.hub.size).toBe(0);
      await retitle(server, title);
      await expect.poll(() => server.services.log.specs.get('E01')?.title).toBe(title);
      network.thaw();
      expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe(title);
    }
    await retitle(server, 'd');
    expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe('d');
  });

  test('a restart of the server is a resync, and what follows goes on', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const changes = client.subscribe<Titles>(TITLES);
    await when(client, isUp);
    await retitle(server, 'before');
    expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe('before');
    await server.restart();
    expect((await changes.next()).value?.data?.specChanged).toEqual({
      __typename: 'SpecResync',
      reason: 'UNKNOWN_LOG',
    });
    await retitle(server, 'after');
    expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe('after');
  });

  test('an operation that cannot be run is an error of its own, and the others go on', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const changes = client.subscribe<Titles>(TITLES);
    await when(client, isUp);
    await expect(client.subscribe('subscription { nothing }').next()).rejects.toMatchObject({
      name: 'SpecClientError',
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: expect.stringContaining('"nothing"'),
      graphqlErrors: [expect.objectContaining({ locations: [{ line: 1, column: 16 }] })],
    });
    await expect(client.subscribe('subscription {').next()).rejects.toMatchObject({
      code: 'GRAPHQL_PARSE_FAILED',
    });
    await expect(
      client.subscribe(TITLES, { filter: { ids: Array.from({ length: 101 }, (_, at) => `E${at}`) } }).next(),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await retitle(server, 'Quays');
    expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe('Quays');
  });

  test('one subscription too many is an error of its own, too', async () => {
    await using server = await startServer(FILES, { maxSubscriptionsPerConnection: 2 });
    using client = connect(server);
    const [first] = [client.subscribe<Titles>(TITLES), client.subscribe<Titles>(TITLES)];
    await expect.poll(() => server.services.hub.size).toBe(2);
    await expect(client.subscribe(TITLES).next()).rejects.toMatchObject({
      code: 'TOO_MANY_SUBSCRIPTIONS',
      graphqlErrors: [expect.objectContaining({ extensions: expect.objectContaining({ max: 2 }) })],
    });
    await retitle(server, 'Quays');
    expect((await first.next()).value?.data?.specChanged.spec?.title).toBe('Quays');
  });

  test('a subscription that has an end comes to it', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const results = [];
    for await (const { data } of client.subscribe('query { stats { total } }')) results.push(data);
    expect(results).toEqual([{ stats: { total: 2 } }]);
  });

  test('where it begins is told on each connection, but for a snapshot', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const begun: (string | undefined)[] = [];
    const options = { onBegun: (cursor: string | undefined) => void begun.push(cursor) };
    client.subscribe('subscription { specsChanged(snapshot: true) { cursor } }', {}, undefined, options);
    await expect.poll(() => begun).toEqual([undefined]);
    client.subscribe(
      'subscription One { specChanged { cursor } } subscription Two { specsChanged { cursor } }',
      {},
      undefined,
      { ...options, operationName: 'Two' },
    );
    await expect.poll(() => begun).toEqual([undefined, expect.any(String)]);
    await server.restart();
    await expect.poll(() => begun, { timeout: 10_000 }).toHaveLength(4);
  });

  test('a token is sent, renewed in place, and its end interrupts nothing', async () => {
    let calls = 0;
    const token = () => {
      calls += 1;
      return lasting(5);
    };
    await using server = await startServer(FILES, { access: tokenAccess() });
    using client = connect(server, { token });
    const changes = client.subscribe<Titles>(TITLES);
    await when(client, isUp);
    const states: string[] = [];
    client.onStatus(({ state }) => states.push(state));
    const connection = server.services.connections.all()[0]!.id;
    // By the third token the first one has expired.
    await expect.poll(() => calls, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    await retitle(server, 'Quays');
    expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe('Quays');
    expect(server.services.connections.all()[0]!.id).toBe(connection);
    expect(new Set(states)).toEqual(new Set(['live']));
  });

  test('a token that has expired is followed by a new one', async () => {
    let hasExpired = false;
    const tokens: string[] = [];
    const token = () => {
      if (tokens.length > 0 && !hasExpired) throw new Error('the issuer is away');
      tokens.push(lasting(tokens.length === 0 ? 2 : 60));
      return tokens.at(-1)!;
    };
    await using server = await startServer(FILES, { access: tokenAccess() });
    using client = connect(server, { token });
    client.onStatus(({ state }) => (hasExpired ||= state === 'resuming'));
    const changes = client.subscribe<Titles>(TITLES);
    await when(client, () => tokens.length === 2);
    await when(client, isUp);
    await retitle(server, 'Quays');
    expect((await changes.next()).value?.data?.specChanged.spec?.title).toBe('Quays');
  });

  test('a token that will not do ends every subscription with the reason', async () => {
    await using server = await startServer(FILES, { access: tokenAccess() });
    using client = connect(server, { token: 'wrong-token-of-nobody' });
    const all = [client.subscribe(TITLES).next(), client.subscribe(TITLES).next()];
    for (const one of all) await expect(one).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(client.status).toMatchObject({ state: 'refused', transport: null });
    await expect(client.query('{ stats { total } }')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      status: 401,
    });
  });

  test('a token that shows something else ends what has a position, and liveSpecs begins anew', async () => {
    let which: keyof typeof TEAM_TOKENS = 'all';
    await using server = await startServer(FILES, { access: tokenAccess() });
    using client = connect(server, { token: () => lasting(2, { specs: TEAM_TOKENS[which] }) });
    const live = client.liveSpecs();
    const changes = client.subscribe(TITLES);
    await live.ready;
    expect([...live.specs.keys()]).toEqual(['E01', 'E02']);
    which = 'docks';
    await expect(changes.next()).rejects.toMatchObject({ code: 'ACCESS_CHANGED' });
    await expect.poll(() => [...live.specs.keys()], { timeout: 10_000 }).toEqual(['E01']);
    expect(live.error).toBeUndefined();
  });

  test('a subscription without a position begins anew on each connection', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const ticks = client.subscribe(ServerStatusTicksDocument, { everySeconds: 60 });
    const { value: first } = await ticks.next();
    await server.restart();
    const { value: second } = await ticks.next();
    expect(second?.data?.serverStatus.nodeId).not.toBe(first?.data?.serverStatus.nodeId);
  });

  test('disposing ends everything, on the server too', async () => {
    await using server = await startServer(FILES);
    const client = connect(server);
    const changes = client.subscribe(TITLES);
    const live = client.liveSpecs();
    await live.ready;
    const next = changes.next();
    client.dispose();
    client.dispose();
    expect(await next).toEqual({ done: true, value: undefined });
    await expect.poll(() => server.services.connections.all()).toEqual([]);
    expect(server.services.hub.size).toBe(0);
    expect(client.status.state).toBe('idle');
    expect(() => client.subscribe(TITLES)).toThrow(expect.objectContaining({ code: 'DISPOSED' }));
  });

  test('a reader that is slow pauses its subscription, and misses nothing', async () => {
    await using server = await startServer(FILES);
    using client = connect(server);
    const changes = client.subscribe<Titles>(/* GraphQL */ `
      subscription {
        specChanged(delivery: { conflate: false }) {
          ... on SpecUpdated {
            spec {
              title
            }
          }
        }
      }
    `);
    await expect.poll(() => server.services.hub.size).toBe(1);
    const spec = server.services.log.specs.get('E01')!;
    for (let at = 1; at <= 600; at += 1) {
      server.services.log.append(
        [{ kind: 'updated', before: spec, after: { ...spec, title: `${at}` }, fields: ['title'] }],
        [],
      );
      // In one turn they would be one commit's worth of deliveries.
      if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => server.services.hub.size).toBe(0);
    const titles: unknown[] = [];
    while (titles.at(-1) !== '600') titles.push((await changes.next()).value?.data?.specChanged.spec?.title);
    expect(titles).toEqual(Array.from({ length: 600 }, (_, at) => `${at + 1}`));
  });
});

describe('a query', () => {
  test('has its data, or throws what is wrong', async () => {
    await using server = await startServer(FILES);
    using client = createSpecClient({ url: server.url });
    expect(await client.query('query ($id: ID!) { spec(id: $id) { title } }', { id: 'E01' })).toEqual({
      spec: { title: 'Docks' },
    });
    await expect(client.query('{ nothing }')).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      status: 400,
    });
    expect(client.status.state).toBe('idle');
  });

  test('of several operations is the one that is named', async () => {
    await using server = await startServer(FILES);
    using client = createSpecClient({ url: server.url });
    expect(
      await client.query(
        'query A { stats { total } } query B { problems { code } }',
        {},
        { operationName: 'B' },
      ),
    ).toEqual({ problems: [] });
  });

  test('that fails in part has what was found, in the error', async () => {
    const errors = [{ message: 'no', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
    using client = createSpecClient({
      url: 'http://127.0.0.1:1/graphql',
      fetch: async () => Response.json({ data: { spec: null }, errors }),
    });
    await expect(client.query('{ spec(id: "E01") { title } }')).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      data: { spec: null },
      graphqlErrors: errors,
    });
  });

  test('is not answered where nobody is', async () => {
    const server = await startServer(FILES);
    await server[Symbol.asyncDispose]();
    using client = createSpecClient({ url: server.url });
    await expect(client.query('{ stats { total } }')).rejects.toMatchObject({ code: 'NETWORK' });
  });

  test('can be given up', async () => {
    await using server = await startServer(FILES);
    using client = createSpecClient({ url: server.url });
    const reason = new Error('enough');
    await expect(
      client.query('{ stats { total } }', undefined, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });

  test('asks for a new token where the old one will not do', async () => {
    await using server = await startServer(FILES, { access: tokenAccess() });
    const tokens = ['wrong-token-of-nobody', lasting(60)];
    using client = createSpecClient({ url: server.url, token: () => tokens.shift() });
    expect(await client.query('{ stats { total } }')).toEqual({ stats: { total: 2 } });
  });

  test('says that no token could be had', async () => {
    await using server = await startServer(FILES);
    using client = createSpecClient({
      url: server.url,
      token: () => Promise.reject(new Error('signed out')),
    });
    await expect(client.query('{ stats { total } }')).rejects.toMatchObject({ code: 'TOKEN' });
  });

  test('says that what answers is no such server', async () => {
    using client = createSpecClient({
      url: 'http://127.0.0.1:1/graphql',
      fetch: async () => new Response('<html>', { status: 502 }),
    });
    await expect(client.query('{ stats { total } }')).rejects.toMatchObject({ code: 'NETWORK', status: 502 });
  });
});

test('a client that cannot be is refused by name', () => {
  expect(() => createSpecClient({ url: 'nowhere' })).toThrow(/^url: expected/);
  expect(() => createSpecClient({ url: 'http://localhost/graphql', transports: [] })).toThrow(
    'transports: expected some of websocket and sse, got [].',
  );
  expect(() =>
    createSpecClient({ url: 'http://localhost/graphql', transports: ['polling' as never] }),
  ).toThrow('got ["polling"].');
});
