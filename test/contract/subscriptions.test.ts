import { describe, expect, test } from 'vitest';
import {
  OwnConnectionDocument,
  ServerStatusTicksDocument,
  SpecChangedDocument,
  SpecsChangedDocument,
  SpecsDocument,
} from '../../src/client/generated/graphql.ts';
import { query, CLIENTS } from '../support/clients.ts';
import { FoldedSpecs } from '../support/folded-specs.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E01/E01.spec.md': specText({ title: 'Lending', status: 'draft', priority: 'high' }),
  'E01/F01/spec.md': specText({ title: 'Loans', status: 'draft', priority: 'low', tags: '[desk, loans]' }),
  'E02/spec.md': specText({ title: 'Returns', status: 'done' }),
};

describe.each(Object.entries(CLIENTS))('over %s', (_name, connect) => {
  test('a save arrives as what changed, with the spec as it is now', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    await using changes = client.subscribe(SpecChangedDocument);
    const first = changes.data();
    await subscribed(server, 1);

    await server.tree.write(
      'E01/F01/spec.md',
      specText({ title: 'Loans', status: 'in-progress', priority: 'low', tags: '[desk, loans]' }),
    );

    expect((await first).specChanged).toMatchObject({
      __typename: 'SpecUpdated',
      specId: 'E01-F01',
      changes: ['status'],
      fieldChanges: [{ field: 'status', before: 'draft', after: 'in-progress' }],
      spec: { id: 'E01-F01', status: 'in-progress', title: 'Loans' },
    });

    await server.tree.write('E03/spec.md', specText({ title: 'Fines' }));
    expect((await changes.data()).specChanged).toMatchObject({
      __typename: 'SpecCreated',
      spec: { id: 'E03', title: 'Fines' },
    });

    await server.tree.remove('E02/spec.md');
    expect((await changes.data()).specChanged).toMatchObject({
      __typename: 'SpecDeleted',
      specId: 'E02',
      title: 'Returns',
      path: 'E02/spec.md',
    });
  });

  test('each delivery tells its cursor in the extensions, also where the operation selects none', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    const cursor = (await query(server.url, SpecsDocument)).specs.changeCursor;
    await server.tree.write('E03/spec.md', specText({ title: 'Fines' }));
    await server.tree.write('E04/spec.md', specText({ title: 'Holds' }));
    await using changes = client.subscribe(SpecChangedDocument, { since: cursor });
    const results = [await changes.next(), await changes.next()];
    for (const { data, extensions } of results) {
      expect(extensions).toEqual({ cursor: data?.specChanged.cursor });
    }
  });

  test('a client that resumes misses nothing and sees nothing twice', async () => {
    await using server = await startServer(FILES);
    const { changeCursor } = (await query(server.url, SpecsDocument)).specs;
    for (const id of ['E03', 'E04', 'E05', 'E06']) {
      await server.tree.write(`${id}/spec.md`, specText({ title: id }));
    }
    const seen: (string | undefined)[] = [];
    let cursor: unknown = changeCursor;
    for (let connection = 0; connection < 4; connection += 1) {
      await using client = connect(server.url);
      // What a client first subscribed with is sent again each time; the newest cursor wins.
      await using changes = client.subscribe(SpecChangedDocument, { since: changeCursor }, { since: cursor });
      const { data, extensions } = await changes.next();
      seen.push(data?.specChanged.__typename === 'SpecCreated' ? data.specChanged.specId : undefined);
      cursor = extensions?.['cursor'];
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen)).toEqual(new Set(['E03', 'E04', 'E05', 'E06']));
  });

  test('a cursor of another log asks for a resync, and deliveries go on from there', async () => {
    await using server = await startServer(FILES);
    const { changeCursor } = (await query(server.url, SpecsDocument)).specs;
    await server.restart();
    await using client = connect(server.url);
    await using changes = client.subscribe(SpecChangedDocument, { since: changeCursor });
    expect((await changes.data()).specChanged).toMatchObject({
      __typename: 'SpecResync',
      reason: 'UNKNOWN_LOG',
    });
    await server.tree.write('E03/spec.md', specText({ title: 'Fines' }));
    expect((await changes.data()).specChanged).toMatchObject({ __typename: 'SpecCreated', specId: 'E03' });
  });

  test('a snapshot comes first, and again instead of a resync', async () => {
    await using server = await startServer(FILES);
    const folded = new FoldedSpecs();
    let cursor: unknown;
    {
      await using client = connect(server.url);
      await using batches = client.subscribe(SpecsChangedDocument, {
        snapshot: true,
        filter: { ids: ['E01'], includeChildren: true },
      });
      const { data, extensions } = await batches.next();
      expect(data?.specsChanged).toMatchObject({ changes: [], resync: null });
      folded.replace(data?.specsChanged.snapshot ?? []);
      expect(folded.ids).toEqual(['E01', 'E01-F01']);
      cursor = extensions?.['cursor'];
    }
    await server.restart();
    await using client = connect(server.url);
    await using batches = client.subscribe(SpecsChangedDocument, { snapshot: true }, { since: cursor });
    folded.replace((await batches.data()).specsChanged.snapshot ?? []);
    expect(folded.ids).toEqual(['E01', 'E01-F01', 'E02']);
  });

  test('several changes that are ready together come in one batch, at most so many', async () => {
    await using server = await startServer(FILES);
    const { changeCursor } = (await query(server.url, SpecsDocument)).specs;
    for (const number of [3, 4, 5, 6, 7]) {
      await server.tree.write(`E0${number}/spec.md`, specText({ title: `Epic ${number}` }));
    }
    await committed(server, 5);
    await using client = connect(server.url);
    await using batches = client.subscribe(SpecsChangedDocument, { since: changeCursor, maxBatchSize: 3 });
    const sizes = [await batches.data(), await batches.data()].map(
      ({ specsChanged }) => specsChanged.changes.length,
    );
    expect(sizes).toEqual([3, 2]);
  });

  test('a filtered list hears of what enters and of what leaves it, and of nothing else', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    await using changes = client.subscribe(SpecChangedDocument, {
      filter: { statuses: ['In Progress'], ids: ['E*'] },
    });
    const first = changes.data();
    await subscribed(server, 1);
    await server.tree.write('E02/spec.md', specText({ title: 'Returns', status: 'archived' }));
    await committed(server, 1);
    await server.tree.write('E01/F01/spec.md', specText({ title: 'Loans', status: 'in progress' }));
    expect((await first).specChanged).toMatchObject({ specId: 'E01-F01' });
    await server.tree.write('E01/F01/spec.md', specText({ title: 'Loans', status: 'done' }));
    expect((await changes.data()).specChanged).toMatchObject({
      specId: 'E01-F01',
      fieldChanges: [{ field: 'status', before: 'in-progress', after: 'done' }],
    });
  });

  test('bad arguments are answered with what was expected, and leave nothing behind', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    const requests = [
      { since: 'nonsense' },
      { delivery: { windowMs: -1 } },
      { delivery: { maxPerSecond: 0 } },
      { filter: { ids: Array.from({ length: 101 }, (_, at) => `E${at}`) } },
    ];
    for (const variables of requests) {
      await using changes = client.subscribe(SpecChangedDocument, variables);
      const { errors } = await changes.next().catch((error: unknown) => ({ errors: error }));
      expect(JSON.stringify(errors)).toContain('BAD_USER_INPUT');
      expect(JSON.stringify(errors)).toMatch(/[Ee]xpected/);
    }
    expect(server.services.hub.size).toBe(0);
  });

  test('an operator sees the connection, its subscription and what it took', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    const filter = { ids: ['E01'] };
    await using changes = client.subscribe(SpecChangedDocument, { filter });
    const first = changes.data();
    await subscribed(server, 1);
    await server.tree.write('E01/E01.spec.md', specText({ title: 'Lending', status: 'done' }));
    await first;
    const second = changes.data();
    await server.tree.write('E01/E01.spec.md', specText({ title: 'Lending', status: 'draft' }));
    await second;
    const [connection] = server.services.connections.all();
    const [subscription] = connection!.subscriptions.values();
    await expect.poll(() => subscription?.delivered).toBe(2);
    expect(subscription).toMatchObject({
      operationName: 'SpecChanged',
      field: 'specChanged',
      filter,
      conflated: 0,
    });
    expect(server.services.hub.totals).toMatchObject({ subscriptions: 1, committed: 2, delivered: 2 });
  });

  test('the status of the server ticks, beginning now', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    await using ticks = client.subscribe(ServerStatusTicksDocument, { everySeconds: 1 });
    const [first, second] = [await ticks.data(), await ticks.data()];
    expect(first.serverStatus).toMatchObject({
      watcher: { state: 'watching', specs: 3 },
      connections: { opened: 1 },
    });
    expect(second.serverStatus.uptimeSeconds).toBeGreaterThan(first.serverStatus.uptimeSeconds);
  });

  test('ending the subscription frees everything while it is silent', async () => {
    await using server = await startServer(FILES);
    await using client = connect(server.url);
    {
      await using changes = client.subscribe(SpecChangedDocument);
      const pending = changes.next().catch(() => undefined);
      await subscribed(server, 1);
      await changes[Symbol.asyncDispose]();
      await pending;
    }
    await subscribed(server, 0);
  });
});

test('an operation over a WebSocket knows its connection, one over HTTP has none', async () => {
  await using server = await startServer(FILES);
  await using client = CLIENTS['WebSocket']!(server.url);
  await using result = client.subscribe(OwnConnectionDocument);
  expect((await result.data()).connection).toMatchObject({ transport: 'WEBSOCKET', roundTripMs: null });
  expect(await query(server.url, OwnConnectionDocument)).toEqual({ connection: null });
});

async function subscribed(server: { services: { hub: { size: number } } }, size: number): Promise<void> {
  await expect.poll(() => server.services.hub.size, { timeout: 10_000 }).toBe(size);
}

async function committed(server: { services: { log: { head: number } } }, head: number): Promise<void> {
  await expect.poll(() => server.services.log.head, { timeout: 10_000 }).toBeGreaterThanOrEqual(head);
}
