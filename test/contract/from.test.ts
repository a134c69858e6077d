import { describe, expect, test } from 'vitest';
import {
  SpecChangedDocument,
  SpecsChangedDocument,
  SpecsDocument,
} from '../../src/client/generated/graphql.ts';
import { CLIENTS, query } from '../support/clients.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = { 'E01/spec.md': specText({ title: 'Lending' }) };

/** A server on which a spec was made after a position that a client was told. */
async function startedWithChange() {
  const server = await startServer(FILES);
  const { changeCursor } = (await query(server.url, SpecsDocument)).specs;
  await server.tree.write('E02/spec.md', specText({ title: 'Returns' }));
  await expect.poll(() => server.services.log.head).toBe(1);
  return { server, before: changeCursor };
}

describe.each(Object.entries(CLIENTS))('`extensions.from` over %s', (_name, connect) => {
  test('is where a subscription begins that says nothing else', async () => {
    const { server, before } = await startedWithChange();
    await using _ = server;
    await using client = connect(server.url);
    await using changes = client.subscribe(SpecChangedDocument, {}, { from: before });
    expect((await changes.data()).specChanged).toMatchObject({ __typename: 'SpecCreated', specId: 'E02' });
  });

  test('gives way to a snapshot that is asked for', async () => {
    const { server, before } = await startedWithChange();
    await using _ = server;
    await using client = connect(server.url);
    await using batches = client.subscribe(SpecsChangedDocument, { snapshot: true }, { from: before });
    expect((await batches.data()).specsChanged).toMatchObject({
      snapshot: [{ id: 'E01' }, { id: 'E02' }],
      changes: [],
    });
    await server.tree.write('E03/spec.md', specText({ title: 'Fines' }));
    expect((await batches.data()).specsChanged).toMatchObject({ changes: [{ specId: 'E03' }] });
  });

  test('gives way to `since`, as the argument and as the extension', async () => {
    const { server, before } = await startedWithChange();
    await using _ = server;
    const { changeCursor: after } = (await query(server.url, SpecsDocument)).specs;
    await using client = connect(server.url);
    await using one = client.subscribe(SpecChangedDocument, { since: after }, { from: before });
    await using other = client.subscribe(SpecChangedDocument, {}, { since: after, from: before });
    await server.tree.write('E03/spec.md', specText({ title: 'Fines' }));
    expect((await one.data()).specChanged).toMatchObject({ specId: 'E03' });
    expect((await other.data()).specChanged).toMatchObject({ specId: 'E03' });
  });

  test('of another log asks for a resync', async () => {
    const { server, before } = await startedWithChange();
    await using _ = server;
    await server.restart();
    await using client = connect(server.url);
    await using changes = client.subscribe(SpecChangedDocument, {}, { from: before });
    expect((await changes.data()).specChanged).toMatchObject({ reason: 'UNKNOWN_LOG' });
  });

  test.each([['nonsense'], [7]])(
    'that is no cursor but %j is refused, also beside a snapshot',
    async (from) => {
      await using server = await startServer(FILES);
      await using client = connect(server.url);
      for (const variables of [{ snapshot: false }, { snapshot: true }]) {
        await using batches = client.subscribe(SpecsChangedDocument, variables, { from });
        expect((await batches.next()).errors).toMatchObject([
          {
            message: `extensions.from: expected a change cursor as this server hands them out, got ${JSON.stringify(from)}.`,
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ]);
      }
    },
  );
});
