import { describe, expect, test } from 'vitest';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E01/E01.spec.md': specText({ title: 'Lending', status: 'draft', priority: 'high', tags: '[desk]' }),
  'E01/F01/spec.md': specText({ title: 'Loans', status: 'draft' }, '- [x] one\n- [ ] two'),
  'E02/spec.md': specText({ title: 'Returns', status: 'done' }),
};

function at(server: TestServer, search: string): string {
  return new URL(`/api/events?${search}`, server.url).href;
}

function open(server: TestServer, search = '', headers: Record<string, string> = {}) {
  return EventStreamReader.open(at(server, search), { headers });
}

/** Past the comment; gives the block in which the position stands that the stream begins at. */
async function beginning(stream: EventStreamReader) {
  expect(await stream.block()).toMatchObject({ comment: true });
  return (await stream.block())!;
}

test('begins with when to come back and where to resume', async () => {
  await using server = await startServer(FILES);
  await using stream = await open(server);
  const { headers, status } = stream.response;
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-cache, no-transform');
  const { retry, id, event, data } = await beginning(stream);
  expect(Number(retry)).toBeGreaterThanOrEqual(1_000);
  expect(Number(retry)).toBeLessThanOrEqual(3_000);
  expect(id).toBe(headers.get('specwire-cursor'));
  expect(id).toMatch(/^\w+\.0$/);
  expect([event, data]).toEqual([undefined, undefined]);
});

test('tells a spec that is created, updated and deleted, each as an event of that name', async () => {
  await using server = await startServer(FILES);
  await using stream = await open(server);
  await server.tree.write('E03/spec.md', specText({ title: 'Fines', priority: 'low' }, '- [x] one'));
  const created = (await stream.event())!;
  expect(created).toEqual({
    event: 'spec.created',
    id: expect.stringMatching(/^\w+\.1$/),
    data: {
      kind: 'created',
      specId: 'E03',
      cursor: created.id,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      spec: {
        id: 'E03',
        title: 'Fines',
        type: 'epic',
        status: null,
        priority: 'LOW',
        path: 'E03/spec.md',
        revision: expect.any(String),
        tags: [],
        dependencyIds: [],
        created: null,
        updated: null,
        modifiedAt: expect.any(String),
        checklist: { total: 1, done: 1 },
        problems: [],
      },
    },
  });

  await server.tree.write('E03/spec.md', specText({ title: 'Fines', priority: 'high' }, '- [x] one'));
  expect(await stream.event()).toMatchObject({
    event: 'spec.updated',
    data: {
      kind: 'updated',
      spec: { priority: 'HIGH' },
      changes: ['priority'],
      fieldChanges: [{ field: 'priority', before: 'low', after: 'high' }],
    },
  });

  await server.tree.remove('E03/spec.md');
  const deleted = (await stream.event())!;
  expect(deleted).toEqual({
    event: 'spec.deleted',
    id: expect.any(String),
    data: {
      kind: 'deleted',
      specId: 'E03',
      cursor: deleted.id,
      timestamp: expect.any(String),
      title: 'Fines',
      path: 'E03/spec.md',
    },
  });
});

test('tells what the filter lets through, and nothing else', async () => {
  await using server = await startServer(FILES);
  await using stream = await open(server, 'ids=E01&includeChildren=true&kinds=updated');
  await server.tree.write('E01/F02/spec.md', specText({ title: 'Created, and so not asked for' }));
  await server.tree.write('E02/spec.md', specText({ title: 'Another epic' }));
  await expect.poll(() => server.services.log.head).toBe(2);
  await server.tree.write('E01/F01/spec.md', specText({ title: 'Asked for' }));
  expect(await stream.event()).toMatchObject({ event: 'spec.updated', data: { specId: 'E01-F01' } });
});

describe('an EventSource that comes back', () => {
  test('goes on where it was, whatever its address says', async () => {
    await using server = await startServer(FILES);
    let last: string;
    {
      await using stream = await open(server);
      await server.tree.write('E02/spec.md', specText({ title: 'Seen' }));
      last = (await stream.event())!.id!;
    }
    await server.tree.write('E03/spec.md', specText({ title: 'Missed' }));
    await expect.poll(() => server.services.log.head).toBe(2);
    for (const headers of [{ 'last-event-id': last }, {}] as Record<string, string>[]) {
      const search = headers['last-event-id'] ? `since=${last.replace(/\w$/, '0')}` : `lastEventId=${last}`;
      await using again = await open(server, search, headers);
      expect(await beginning(again)).toMatchObject({ id: last });
      expect(await again.event()).toMatchObject({ event: 'spec.created', data: { specId: 'E03' } });
    }
  });

  test('that saw no event yet resumes from the position that the stream began at', async () => {
    await using server = await startServer(FILES);
    const first = await open(server);
    const { id } = await beginning(first);
    await first[Symbol.asyncDispose]();
    await server.tree.write('E03/spec.md', specText({ title: 'Missed' }));
    await expect.poll(() => server.services.log.head).toBe(1);
    await using again = await open(server, '', { 'last-event-id': id! });
    expect(await again.event()).toMatchObject({ data: { specId: 'E03' } });
  });

  test('after a restart is told to read afresh, and goes on from there', async () => {
    await using server = await startServer(FILES);
    const first = await open(server);
    const { id } = await beginning(first);
    await first[Symbol.asyncDispose]();
    await server.restart();
    for (const search of ['', 'batch=true']) {
      await using again = await open(server, search, { 'last-event-id': id! });
      const resync = (await again.event())!;
      expect(resync).toEqual({
        event: 'spec.resync',
        id: expect.any(String),
        data: {
          kind: 'resync',
          cursor: resync.id,
          timestamp: expect.any(String),
          reason: 'UNKNOWN_LOG',
        },
      });
    }
    await using whole = await open(server, 'snapshot=true', { 'last-event-id': id! });
    expect(await whole.event()).toMatchObject({ event: 'specs.snapshot' });
  });

  test.each(['garbage', 'a.b.c', '!'])('with the ID %s, which is no position, is refused', async (id) => {
    await using server = await startServer(FILES);
    const message = `since: expected a change cursor as this server hands them out, got "${id}".`;
    for (const response of [
      await fetch(at(server, ''), { headers: { 'last-event-id': id } }),
      await fetch(at(server, `since=${id}`)),
      await fetch(at(server, `snapshot=true&lastEventId=${id}`)),
    ]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });
});

describe('in batches', () => {
  test('what is ready at once arrives as one event, at most so many changes', async () => {
    await using server = await startServer(FILES);
    const first = await open(server);
    const { id } = await beginning(first);
    await first[Symbol.asyncDispose]();
    for (const spec of ['E03', 'E04', 'E05']) {
      await server.tree.write(`${spec}/spec.md`, specText({ title: spec }));
    }
    await server.tree.remove('E02/spec.md');
    await expect.poll(() => server.services.log.head).toBe(4);
    await using stream = await open(server, `batch=true&maxBatchSize=3&since=${id}`);
    const batches = [(await stream.event())!, (await stream.event())!];
    const changes = batches.map(({ data }) => (data as { changes: { kind: string }[] }).changes);
    expect(changes.map(({ length }) => length)).toEqual([3, 1]);
    expect(
      changes
        .flat()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['created', 'created', 'created', 'deleted']);
    for (const { event, id: at, data } of batches) {
      expect(event).toBe('specs.batch');
      expect(data).toEqual({ cursor: at, timestamp: expect.any(String), changes: expect.any(Array) });
    }
  });

  test('a snapshot comes first where it is asked for, and changes after it', async () => {
    await using server = await startServer(FILES);
    await using stream = await open(server, 'snapshot=true&ids=E01&includeChildren=true');
    expect(stream.response.headers.has('specwire-cursor')).toBe(false);
    expect(await beginning(stream)).toMatchObject({ id: undefined, retry: expect.any(String) });
    const snapshot = (await stream.event())!;
    expect(snapshot).toMatchObject({
      event: 'specs.snapshot',
      data: {
        cursor: snapshot.id,
        timestamp: expect.any(String),
        specs: [
          { id: 'E01', title: 'Lending', tags: ['desk'] },
          { id: 'E01-F01', checklist: { total: 2, done: 1 } },
        ],
      },
    });
    await server.tree.write('E01/F01/spec.md', specText({ title: 'Borrowing' }));
    expect(await stream.event()).toMatchObject({
      event: 'specs.batch',
      data: { changes: [{ kind: 'updated', specId: 'E01-F01', spec: { title: 'Borrowing' } }] },
    });
  });
});

test('several changes within a window come as one', async () => {
  await using server = await startServer(FILES);
  await using stream = await open(server, 'windowMs=300');
  await beginning(stream);
  for (const status of ['first', 'second']) {
    const { head } = server.services.log;
    await server.tree.write('E02/spec.md', specText({ title: 'Returns', status }));
    await expect.poll(() => server.services.log.head).toBe(head + 1);
  }
  expect(await stream.event()).toMatchObject({
    event: 'spec.updated',
    data: { fieldChanges: [{ field: 'status', before: 'done', after: 'second' }] },
  });
});

test.each([
  ['windowMs=60001', 'delivery.windowMs: Expected 0 to 60000 ms, got 60001.', {}],
  ['maxPerSecond=0', 'delivery.maxPerSecond: Expected a number above 0, got 0.', {}],
  ['batch=true&maxBatchSize=1001', 'maxBatchSize: Expected 1 to 1000, got 1001.', {}],
  [
    `tags=${'x'.repeat(201)}`,
    'filter.tags: expected at most 200 characters in a value (`maxFilterLength`), got 201.',
    { limit: 'maxFilterLength', max: 200 },
  ],
])('%s is refused as the subscription refuses it, by a status', async (search, message, limit) => {
  await using server = await startServer(FILES);
  const response = await fetch(at(server, search));
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    errors: [{ message, extensions: { ...limit, code: 'BAD_USER_INPUT' } }],
  });
  const { totals } = server.services.connections;
  await expect.poll(() => totals.opened - totals.closed).toBe(0);
  expect(server.services.hub.size).toBe(0);
});

test('an operator sees the stream as a connection, with its field and filter', async () => {
  await using server = await startServer(FILES);
  await using one = await open(server, 'ids=E01&kinds=updated');
  await using other = await open(server, 'batch=true');
  await Promise.all([beginning(one), beginning(other)]);
  expect(
    server.services.connections.all().map(({ transport, subscriptions }) => [transport, subscriptions]),
  ).toMatchObject([
    [
      'SSE',
      [{ field: 'specChanged', operationName: 'Events', filter: { ids: ['E01'], kinds: ['updated'] } }],
    ],
    ['SSE', [{ field: 'specsChanged', operationName: 'EventBatches', filter: null }]],
  ]);
  const metrics = await (await fetch(new URL('/metrics', server.url))).text();
  expect(metrics).toContain('specwire_connections{transport="sse"} 2');
});

test('a client that goes leaves nothing behind', async () => {
  await using server = await startServer(FILES);
  {
    await using stream = await open(server);
    await beginning(stream);
    expect(server.services.hub.size).toBe(1);
  }
  await expect.poll(() => server.services.hub.size).toBe(0);
  expect(server.services.connections.all()).toEqual([]);
});
