import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eftFormat } from '../../src/format/eft.ts';
import { readFolder } from '../../src/source/read-folder.ts';
import { SpecIndex } from '../../src/spec/spec-index.ts';
import { createScriptedWatcher, waitUntil } from '../source/support.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const pathOf = (at: number) => `E${at % 7}/F${at % 13}/E${at % 7}-F${at % 13}-T${at}.spec.md`;
const tree = (count: number, title: string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [pathOf(at), specText({ title: `${title} ${at}` })]),
  );

async function writeAll({ tree }: TestServer, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) await tree.write(path, text);
}

function sizesOf({ services }: TestServer): number[] {
  const sizes: number[] = [];
  services.log.onCommit((entries) => sizes.push(entries.length));
  return sizes;
}

test('sixty files that settle together are one append', async () => {
  const scripted = createScriptedWatcher();
  await using server = await startServer(tree(60, 'old'), { watchFolder: scripted.watchFolder });
  const sizes = sizesOf(server);
  await writeAll(server, tree(60, 'new'));
  for (let at = 0; at < 60; at += 1) scripted.opened[0]!.onFile(pathOf(at));
  await waitUntil('an append', () => sizes.length > 0);
  expect(sizes).toEqual([60]);
});

test('thousands of files that change while others are saved and moved end as the folder has them', async () => {
  const COUNT = 2500;
  const moving = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`here/E9-F${at}.spec.md`, specText({ title: `moving ${at}` })]),
  );
  await using server = await startServer({ ...tree(COUNT, 'old'), ...moving });
  const sizes = sizesOf(server);
  const others = (async () => {
    for (let round = 1; round <= 30; round += 1) {
      await server.tree.write('Z1.spec.md', specText({ title: `round ${round}` }));
      const [from, to] = round % 2 ? ['here', 'there'] : ['there', 'here'];
      if (round % 5 < 1) await rename(server.tree.at(from), server.tree.at(to));
      await pause(20);
    }
  })();
  await writeAll(server, tree(COUNT, 'new'));
  await others;
  await server.tree.write('Z2.spec.md', specText({ title: 'the end' }));

  const { log } = server.services;
  const held = () => [...log.specs].map(({ id, path, revision }) => [id, path, revision]);
  const index = new SpecIndex();
  index.apply(await readFolder({ folder: server.tree.folder, format: eftFormat }));
  const expected = [...index.specs.values()].map(({ id, path, revision }) => [id, path, revision]);
  const end = Date.now() + 8000;
  while (JSON.stringify(held()) !== JSON.stringify(expected) && Date.now() < end) await pause(20);
  expect(held()).toEqual(expected);
  expect(log.looseProblems).toEqual(index.looseProblems);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
});

test('a server that is ended in the midst of a large change ends, and commits no more', async () => {
  const scripted = createScriptedWatcher();
  const server = await startServer(tree(2500, 'old'), { watchFolder: scripted.watchFolder });
  const { log } = server.services;
  const { promise: first, resolve: onFirst } = Promise.withResolvers<void>();
  log.onCommit(() => onFirst());
  await writeAll(server, tree(2500, 'new'));
  for (let at = 0; at < 2500; at += 1) scripted.opened[0]!.onFile(pathOf(at));
  await first;
  await server[Symbol.asyncDispose]();
  const { head } = log;
  await pause(50);
  expect(log.head).toBe(head);
});
