import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SpecChangedDocument, SpecsChangedDocument } from '../../src/client/generated/graphql.ts';
import { CLIENTS, type Client } from '../support/clients.ts';
import { initRepository } from '../support/repository.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { WAYS_OF_SAVING } from '../support/ways-of-saving.ts';

const connect = (server: TestServer): Client => CLIENTS['WebSocket']!(server.url);

describe('a file that is saved', () => {
  test.each(Object.entries(WAYS_OF_SAVING))('%s is one update of its spec', async (_way, save) => {
    await using server = await startServer({
      'E01/spec.md': specText({ title: 'Lending', status: 'draft' }),
      'E02/spec.md': specText({ title: 'Returns', status: 'draft' }),
    });
    await using client = connect(server);
    await using changes = client.subscribe(SpecChangedDocument);
    const first = changes.data();
    await expect.poll(() => server.services.hub.size).toBe(1);

    await save(server.tree.at('E01/spec.md'), specText({ title: 'Lending', status: 'done' }));
    expect((await first).specChanged).toMatchObject({
      __typename: 'SpecUpdated',
      specId: 'E01',
      changes: ['status'],
    });
    // Nothing else came of it: the next change heard of is this one.
    await server.tree.write('E02/spec.md', specText({ title: 'Returns', status: 'done' }));
    expect((await changes.data()).specChanged).toMatchObject({ __typename: 'SpecUpdated', specId: 'E02' });
  });

  test('with nothing in it keeps its last good spec, with a problem, until it is whole again', async () => {
    const text = specText({ title: 'Lending', status: 'draft' });
    await using server = await startServer({ 'E01/spec.md': text });
    await using client = connect(server);
    await using changes = client.subscribe(SpecChangedDocument);
    const first = changes.data();
    await expect.poll(() => server.services.hub.size).toBe(1);
    await server.tree.write('E01/spec.md', '');
    expect((await first).specChanged).toMatchObject({ __typename: 'SpecUpdated', changes: ['problems'] });
    expect(server.services.log.specs.get('E01')).toMatchObject({
      title: 'Lending',
      problems: [{ code: 'EMPTY_FILE' }],
    });
    await server.tree.write('E01/spec.md', text);
    expect((await changes.data()).specChanged).toMatchObject({ changes: ['problems'] });
    expect(server.services.log.specs.get('E01')?.problems).toEqual([]);
  });
});

describe('git', () => {
  const SPECS = Array.from({ length: 60 }, (_, at) => `E${String(at + 1).padStart(2, '0')}`);

  test('checking out a branch that moves 60 specs gives 60 updates, no create and no delete', async () => {
    await using server = await repository(
      Object.fromEntries(SPECS.map((id) => [`old/${id}.spec.md`, specText({ title: `Epic ${id}` })])),
    );
    const { git } = server;
    await git('checkout', '-q', '-b', 'moved');
    await mkdir(server.tree.at('new/deep'), { recursive: true });
    for (const id of SPECS) await git('mv', `old/${id}.spec.md`, `new/deep/${id}.spec.md`);
    await git('commit', '-qm', 'Move');
    await git('checkout', '-q', 'main');
    await settled(server);

    const kinds = await kindsAfter(server, () => git('checkout', '-q', 'moved'), 60);
    expect(kinds).toEqual(new Map([['SpecUpdated', 60]]));
    expect(server.services.log.specs.get('E01')?.path).toBe('new/deep/E01.spec.md');
  });

  test('a commit that breaks the YAML of 56 specs deletes none of them', async () => {
    const broken = SPECS.slice(0, 56);
    await using server = await repository(
      Object.fromEntries(
        SPECS.map((id) => [`${id}/spec.md`, specText({ title: `Epic ${id}`, status: 'draft' })]),
      ),
    );
    const { git } = server;
    await git('checkout', '-q', '-b', 'broken');
    for (const id of broken) {
      await server.tree.write(
        `${id}/spec.md`,
        `---\ntitle: Epic ${id}\nstatus: done\ntags: [one, "two\n  bad: {indent\n---\n\n# Epic\n`,
      );
    }
    await git('commit', '-qam', 'Break');
    await git('checkout', '-q', 'main');
    await settled(server);

    const kinds = await kindsAfter(server, () => git('checkout', '-q', 'broken'), 56);
    expect(kinds).toEqual(new Map([['SpecUpdated', 56]]));
    const { specs } = server.services.log;
    expect(SPECS.filter((id) => !specs.get(id))).toEqual([]);
    expect(specs.get('E01')).toMatchObject({ status: 'done', title: 'Epic E01' });
    expect(specs.get('E01')?.problems.map(({ code }) => code)).toContain('MALFORMED_METADATA');
  });

  /** A server for a repository whose first commit holds these files, on branch main. */
  async function repository(files: Readonly<Record<string, string>>) {
    const server = await startServer(files);
    const git = await initRepository(server.tree.folder);
    return Object.assign(server, { git });
  }

  /** Waits until the server has seen all that happened so far, by a marker that it must see last. */
  async function settled(server: TestServer): Promise<void> {
    await server.tree.write('marker/M99.spec.md', specText({ title: `Marker ${Date.now()}` }));
    await expect.poll(() => server.services.log.specs.get('M99'), { timeout: 10_000 }).toBeDefined();
    await rm(join(server.tree.folder, 'marker'), { recursive: true });
    await expect.poll(() => server.services.log.specs.get('M99'), { timeout: 10_000 }).toBeUndefined();
  }

  /** What a subscriber hears, by kind, until so many changes have come and a marker behind them. */
  async function kindsAfter(server: TestServer, act: () => Promise<unknown>, count: number) {
    await using client = connect(server);
    await using batches = client.subscribe(SpecsChangedDocument, {
      maxBatchSize: 1000,
      delivery: { conflate: false },
    });
    const before = server.services.log.head;
    const kinds = new Map<string, number>();
    let next = batches.data();
    await expect.poll(() => server.services.hub.size).toBe(1);
    await act();
    await expect
      .poll(() => server.services.log.head, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(before + count);
    await server.tree.write('marker/M01.spec.md', specText({ title: 'Marker' }));
    for (;;) {
      const { changes } = (await next).specsChanged;
      for (const change of changes) {
        if ('specId' in change && change.specId === 'M01') return kinds;
        kinds.set(change.__typename, (kinds.get(change.__typename) ?? 0) + 1);
      }
      next = batches.data();
    }
  }
});

test('the folder goes and comes back: its specs go, then return, and the server lives', async () => {
  const files = {
    'E01/spec.md': specText({ title: 'Lending' }),
    'E02/spec.md': specText({ title: 'Returns' }),
  };
  await using server = await startServer(files);
  await using client = connect(server);
  await using changes = client.subscribe(SpecChangedDocument);
  const first = changes.data();
  await expect.poll(() => server.services.hub.size).toBe(1);
  await rm(server.tree.folder, { recursive: true });
  expect((await first).specChanged).toMatchObject({ __typename: 'SpecDeleted', specId: 'E01' });
  expect((await changes.data()).specChanged).toMatchObject({ __typename: 'SpecDeleted', specId: 'E02' });
  for (const [path, text] of Object.entries(files)) await server.tree.write(path, text);
  const returned = [(await changes.data()).specChanged, (await changes.data()).specChanged];
  expect(returned.map((change) => change.__typename)).toEqual(['SpecCreated', 'SpecCreated']);
  await expect.poll(() => server.services.watcher().state, { timeout: 10_000 }).toBe('watching');
  const next = changes.data();
  await appendFile(server.tree.at('E02/spec.md'), '\nMore.\n');
  expect((await next).specChanged).toMatchObject({ specId: 'E02', changes: ['body'] });
});
