import { rename } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { watchWithChokidar } from '../../src/source/chokidar-watcher.ts';
import type { WatchFolder, WatchHandlers } from '../../src/source/folder-watcher.ts';
import type { TransportLog } from '../../src/transports/operation-host.ts';
import { follow } from '../support/follower.ts';
import { expectHeld, held } from '../support/held.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = { 'E01/spec.md': specText({ title: 'Lending' }) };

/** The real watcher, which can be made to die. */
function createMortalWatcher() {
  const opened: WatchHandlers[] = [];
  let deathOf: Error | undefined;
  const watchFolder: WatchFolder = (root, handlers) => {
    if (deathOf) throw deathOf;
    opened.push(handlers);
    return watchWithChokidar(root, handlers);
  };
  return {
    watchFolder,
    /** From now on none works, and the one that did dies. */
    die(error: Error) {
      deathOf = error;
      opened.at(-1)!.onError(error);
    },
    recover: () => (deathOf = undefined),
  };
}

function collectLog() {
  const lines: { level: string; message: string }[] = [];
  const at = (level: string) => (_details: object, message: string) => void lines.push({ level, message });
  const log: TransportLog = { info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines };
}

/** What the server says of its watcher, by GraphQL and by `/readyz`. */
async function saysOf({ url }: TestServer) {
  const answer = await fetch(`${url.href}?query={serverStatus{watcher{state}}}`);
  const { data } = (await answer.json()) as { data: { serverStatus: { watcher: { state: string } } } };
  const readiness = await fetch(new URL('/readyz', url));
  const { watcher } = (await readiness.json()) as { watcher: string };
  return [data.serverStatus.watcher.state, readiness.status, watcher];
}

async function expectState(server: TestServer, state: string): Promise<void> {
  await expect.poll(() => saysOf(server), { timeout: 10_000 }).toEqual([state, 200, state]);
}

describe('a watcher that dies', () => {
  test.each([
    ['EMFILE', 'too many open files'],
    ['ENOSPC', 'System limit for number of file watchers reached'],
  ])('of %s is said to have, and done without until another works', async (code, message) => {
    const { log, lines } = collectLog();
    const watcher = createMortalWatcher();
    await using server = await startServer(FILES, {
      log,
      watchFolder: watcher.watchFolder,
      degradedRescanSeconds: 0.1,
      retryMs: 50,
    });
    const before = held(server);
    const follower = await follow(server.url, 'WEBSOCKET');
    await expect.poll(() => follower.titles.size).toBe(1);
    lines.length = 0;

    watcher.die(Object.assign(new Error(message), { code }));
    await expectState(server, 'degraded');
    await server.tree.write('E02/spec.md', specText({ title: 'Returns' }));
    await expect.poll(() => follower.titles.get('E02'), { timeout: 10_000 }).toBe('Returns');
    expect(lines.filter(({ level }) => level === 'warn').map((line) => line.message)).toEqual(
      expect.arrayContaining([
        'The watcher failed; the folder is rescanned until a new one works',
        'changes are found by rescans, not as they happen',
      ]),
    );

    watcher.recover();
    await expectState(server, 'watching');
    expect(lines).toContainEqual({ level: 'info', message: 'the watcher works' });
    await server.tree.write('E03/spec.md', specText({ title: 'Fines' }));
    await expect.poll(() => follower.titles.get('E03'), { timeout: 10_000 }).toBe('Fines');
    follower.close();
    await expectHeld(server, before);
  });

  test('with its folder is said to have, and works again when the folder is back', async () => {
    const { log, lines } = collectLog();
    await using server = await startServer(FILES, { log, folderPollMs: 50 });
    const follower = await follow(server.url, 'SSE');
    await expect.poll(() => follower.titles.size).toBe(1);
    const away = `${server.tree.folder}.away`;
    await rename(server.tree.folder, away);
    await expectState(server, 'degraded');
    await expect.poll(() => follower.titles.size, { timeout: 10_000 }).toBe(0);
    expect(lines).toContainEqual({
      level: 'warn',
      message: `The watched folder ${server.tree.folder} is missing`,
    });
    await rename(away, server.tree.folder);
    await expectState(server, 'watching');
    await expect
      .poll(() => Object.fromEntries(follower.titles), { timeout: 10_000 })
      .toEqual({ E01: 'Lending' });
    await server.tree.write('E02/spec.md', specText({ title: 'Returns' }));
    await expect.poll(() => follower.titles.get('E02'), { timeout: 10_000 }).toBe('Returns');
    follower.close();
  });
});
