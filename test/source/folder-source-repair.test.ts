import { execFile } from 'node:child_process';
import type { Stats } from 'node:fs';
import { mkdir, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { watchWithChokidar } from '../../src/source/chokidar-watcher.ts';
import { nodeFs } from '../../src/source/folder-fs.ts';
import { createFolderSource } from '../../src/source/folder-source.ts';
import {
  createFolder,
  createScriptedWatcher,
  fakeFormat,
  sleep,
  waitUntil,
  type Watched,
  watchFiles,
} from './support.ts';

const run = promisify(execFile);
const emfile = Object.assign(new Error('too many open files'), { code: 'EMFILE' });

describe('a rescan', () => {
  test('repairs what no event announced, and counts it', async () => {
    const { watchFolder } = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'a.spec.md': 'A', 'b.spec.md': 'B', 'same.spec.md': 'S' },
      { watchFolder, rescanSeconds: 0.2 },
    );
    await watched.write('a.spec.md', 'A2');
    await watched.write('c/c.spec.md', 'C');
    await unlink(watched.at('b.spec.md'));
    await utimes(watched.at('same.spec.md'), 1, 1);
    await waitUntil('repaired', () => watched.folded.size === 3 && !watched.folded.has('b.spec.md'));
    await waitUntil('A2', () => watched.folded.get('a.spec.md') === 'a.spec.md: A2');
    expect(watched.source.status).toMatchObject({ state: 'watching', repairs: 3 });
    expect(watched.batches.flat()).not.toContain('b.spec.md! UNREADABLE_FILE');
  });

  test('sees a rewrite of the same length in the same tick of the clock', async () => {
    const { watchFolder } = createScriptedWatcher();
    // A file system that counts two seconds, and does not keep the time of the inode.
    const coarse = async (get: (path: string) => Promise<Stats>, path: string) => {
      const stats = await get(path);
      stats.mtimeMs = Math.floor(stats.mtimeMs / 2000) * 2000;
      stats.ctimeMs = 0;
      return stats;
    };
    await using temp = await createFolder({ 'a.spec.md': 'one' });
    await using coarsely = await watchFiles(
      {},
      {
        folder: temp.folder,
        watchFolder,
        rescanSeconds: 0.1,
        fs: {
          ...nodeFs,
          lstat: (path) => coarse((at) => nodeFs.lstat(at), path),
          stat: (path) => coarse((at) => nodeFs.stat(at), path),
          async read(path, maxBytes) {
            const { bytes } = await nodeFs.read(path, maxBytes);
            return { bytes, after: await coarse((at) => nodeFs.stat(at), path) };
          },
        },
      },
    );
    await temp.write('a.spec.md', 'two');
    expect(await coarsely.next()).toEqual(['a.spec.md: two']);
  });

  test('counts no change that an event announced', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A' }, { rescanSeconds: 0.02 });
    for (let index = 0; index < 20; index += 1) {
      await watched.write('a.spec.md', `A${index}`);
      await watched.write(`n${index}.spec.md`, 'N');
      await sleep(15);
    }
    await waitUntil('all taken', () => watched.folded.size === 21);
    await waitUntil('the last', () => watched.folded.get('a.spec.md') === 'a.spec.md: A19');
    expect(watched.source.status.repairs).toBe(0);
  });

  test('counts no change whose event comes only after it', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      // So that the event has a second to come in.
      { watchFolder: scripted.watchFolder, settleMs: 500, maxSettleMs: 1000, rescanSeconds: 0.1 },
    );
    await watched.write('a.spec.md', 'A2');
    for (let scan = 0; scan < 2; scan += 1) {
      const { lastScanMs } = watched.source.status;
      await waitUntil('a rescan', () => watched.source.status.lastScanMs !== lastScanMs);
    }
    scripted.opened[0]?.onFile('a.spec.md');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
    expect(watched.source.status.repairs).toBe(0);
  });

  test('tells once of a folder that cannot be listed, and keeps what it held', async () => {
    let isRefused = false;
    const { watchFolder } = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'd/a.spec.md': 'A', 'b.spec.md': 'B' },
      {
        watchFolder,
        rescanSeconds: 0.05,
        fs: {
          ...nodeFs,
          readdir: (path) =>
            isRefused && path.endsWith('/d')
              ? Promise.reject(Object.assign(new Error('refused'), { code: 'EACCES' }))
              : nodeFs.readdir(path),
        },
      },
    );
    isRefused = true;
    for (let index = 0; index < 3; index += 1) {
      await watched.write('b.spec.md', `B${index}`);
      expect(await watched.next()).toEqual([`b.spec.md: B${index}`]);
    }
    expect(watched.problems).toEqual([expect.stringContaining('The folder d cannot be listed')]);
    expect(watched.folded.get('d/a.spec.md')).toBe('d/a.spec.md: A');
  });

  test('notices that the link to the watched folder leads elsewhere', async () => {
    await using temp = await createFolder({
      'v1/a.spec.md': 'one',
      'v2/a.spec.md': 'two',
      'v2/b.spec.md': 'B',
    });
    const current = join(temp.folder, 'current');
    await symlink('v1', current);
    await using watched = await watchFiles({}, { folder: current, rescanSeconds: 0.1 });
    await symlink('v2', `${current}.new`);
    await rename(`${current}.new`, current);
    expect(await watched.next()).toEqual(['a.spec.md: two', 'b.spec.md: B']);
    await temp.write('v2/b.spec.md', 'B2');
    expect(await watched.next()).toEqual(['b.spec.md: B2']);
  });
});

describe('a watcher that fails', () => {
  test('leaves the source degraded but complete, until a new one works', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      { watchFolder: scripted.watchFolder, degradedRescanSeconds: 0.1, retryMs: 100 },
    );
    scripted.failWith = emfile;
    scripted.opened[0]?.onError(emfile);
    expect(watched.source.status.state).toBe('degraded');
    await watched.write('a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
    await waitUntil('more attempts', () => scripted.opened.length >= 3);
    expect(watched.source.status).toMatchObject({ state: 'degraded', repairs: 1 });
    scripted.failWith = undefined;
    await waitUntil('watching', () => watched.source.status.state === 'watching');
    const last = scripted.opened.at(-1);
    expect(scripted.closed()).toBe(scripted.opened.length - 1);
    await watched.write('b.spec.md', 'B');
    // What failed says nothing any more.
    scripted.opened[0]?.onError(emfile);
    expect(watched.source.status.state).toBe('watching');
    last?.onFile('b.spec.md');
    expect(await watched.next()).toEqual(['b.spec.md: B']);
    expect(watched.source.status.repairs).toBe(1);
    expect(watched.problems[0]).toContain('too many open files');
  });

  test('at the start does not keep the folder from being served', async () => {
    const scripted = createScriptedWatcher();
    scripted.failWith = Object.assign(new Error('no space for watches'), { code: 'ENOSPC' });
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      { watchFolder: scripted.watchFolder, degradedRescanSeconds: 0.05, retryMs: 100 },
    );
    expect(watched.batches).toEqual([['a.spec.md: A']]);
    expect(watched.source.status.state).toBe('degraded');
    await watched.write('a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
    scripted.failWith = undefined;
    await waitUntil('watching', () => watched.source.status.state === 'watching');
  });

  test('by throwing is a failed watcher too', async () => {
    let isBroken = true;
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      {
        retryMs: 50,
        watchFolder(root, handlers) {
          if (isBroken) throw emfile;
          return watchWithChokidar(root, handlers);
        },
      },
    );
    expect(watched.source.status.state).toBe('degraded');
    isBroken = false;
    await waitUntil('watching', () => watched.source.status.state === 'watching');
    await watched.write('a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
  });
});

describe('the watched folder itself', () => {
  test('may be deleted and come back', async () => {
    await using watched = await watchFiles(
      { 'a.spec.md': 'A', 'd/b.spec.md': 'B', 'd/c.spec.md': 'C' },
      { folderPollMs: 50 },
    );
    await rename(watched.folder, `${watched.folder}.away`);
    expect(await watched.next()).toEqual(['a.spec.md gone', 'd/b.spec.md gone', 'd/c.spec.md gone']);
    expect(watched.source.status.state).toBe('degraded');
    expect(watched.problems).toHaveLength(1);
    await rename(`${watched.folder}.away`, watched.folder);
    expect(await watched.next()).toEqual(['a.spec.md: A', 'd/b.spec.md: B', 'd/c.spec.md: C']);
    await waitUntil('watching', () => watched.source.status.state === 'watching');
    expect(watched.source.status.repairs).toBe(0);
    await rm(watched.folder, { recursive: true });
    await waitUntil('all gone', () => watched.folded.size === 0);
    await mkdir(watched.folder);
    await waitUntil('watching', () => watched.source.status.state === 'watching');
    await watched.write('d/n.spec.md', 'N');
    expect((await watched.untilMarker()).flat()).toContain('d/n.spec.md: N');
  });

  test('is missed as soon as a file is, and all its files go together', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'a.spec.md': 'A', 'd/b.spec.md': 'B' },
      { watchFolder: scripted.watchFolder, folderPollMs: 100_000 },
    );
    await rm(watched.folder, { recursive: true });
    scripted.opened[0]?.onFile('a.spec.md');
    expect(await watched.next()).toEqual(['a.spec.md gone', 'd/b.spec.md gone']);
  });

  test('gets a new watcher when the old one reports that it vanished', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles({ 'a.spec.md': 'A' }, { watchFolder: scripted.watchFolder });
    scripted.opened[0]?.onFolder('');
    await waitUntil('a new watcher', () => scripted.opened.length === 2);
    await watched.write('a.spec.md', 'A2');
    scripted.opened[1]?.onFile('a.spec.md');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
    expect(scripted.closed()).toBe(1);
  });

  test('may be replaced at once, and only what differs is said', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A', 'b.spec.md': 'B' });
    await using other = await createFolder({ 'a.spec.md': 'A', 'b.spec.md': 'B2' });
    await rename(watched.folder, `${watched.folder}.old`);
    await rename(other.folder, watched.folder);
    expect(await watched.next()).toEqual(['b.spec.md: B2']);
    await watched.write('a.spec.md', 'A2');
    expect((await watched.untilMarker()).flat()).toEqual(['a.spec.md: A2']);
    await rm(`${watched.folder}.old`, { recursive: true });
  });
});

describe('the end', () => {
  const moments: Record<string, (watched: Watched) => Promise<unknown>> = {
    'at rest': () => Promise.resolve(),
    'with a file settling': async (watched) => {
      await watched.write('a.spec.md', 'A2');
      await sleep(20);
    },
    'with a file missing': async (watched) => {
      await unlink(watched.at('a.spec.md'));
      await sleep(80);
    },
    'with a file unfinished': async (watched) => {
      await watched.write('a.spec.md', 'open <<');
      await sleep(80);
    },
    'with the folder missing': async (watched) => {
      await rm(watched.folder, { recursive: true });
      await watched.next();
    },
  };
  test.each(Object.entries(moments))('%s, is the end: nothing is handed on after it', async (_, bring) => {
    await using watched = await watchFiles({ 'a.spec.md': 'A', 'd/b.spec.md': 'B' });
    await bring(watched);
    const seen = watched.batches.length;
    const ends = [watched.source[Symbol.asyncDispose](), watched.source[Symbol.asyncDispose]()];
    expect(watched.source.status.state).toBe('stopped');
    await Promise.all(ends);
    await watched.write('a.spec.md', 'A3');
    // A second source on the same folder shows that the change could be seen.
    await using after = await watchFiles({}, { folder: watched.folder });
    await after.write('a.spec.md', 'A4');
    await after.next();
    expect(watched.batches.length).toBe(seen);
  });

  test('leaves no timer and no handle: the process ends by itself', async () => {
    // In a process of its own, for a test runner has timers and handles that come and go.
    const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
    const script = `
      import { rm, unlink, writeFile } from 'node:fs/promises';
      import { createFolderSource } from ${url('../../src/source/folder-source.ts')};
      import { createFolder, fakeFormat, sleep } from ${url('./support.ts')};
      const left = () => process.getActiveResourcesInfo().filter((kind) => /FSEvent|Timeout|Immediate/.test(kind));
      const moments = {
        rest: () => {},
        settling: async (folder) => { await writeFile(folder + '/a.spec.md', 'A2'); await sleep(20); },
        missing: async (folder) => { await unlink(folder + '/a.spec.md'); await sleep(80); },
        lost: async (folder) => { await rm(folder, { recursive: true }); await sleep(300); },
      };
      for (const [moment, bring] of Object.entries(moments)) {
        const { folder, ...temp } = await createFolder({ 'a.spec.md': 'A', 'd/b.spec.md': 'B' });
        const source = createFolderSource({ folder, format: fakeFormat, onReadings: () => {} });
        await source.start();
        const during = left().length;
        await bring(folder);
        await source[Symbol.asyncDispose]();
        for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
        console.log(moment, during > 0, left().length);
        await temp[Symbol.asyncDispose]();
      }`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 15_000,
    });
    expect(stdout.trim().split('\n')).toEqual([
      'rest true 0',
      'settling true 0',
      'missing true 0',
      'lost true 0',
    ]);
  });

  test('may come while the source starts', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.spec.md`, 'x']));
    await using temp = await createFolder(files);
    for (const turns of [0, 1, 3, 10, 30]) {
      let batches = 0;
      const source = createFolderSource({
        folder: temp.folder,
        format: fakeFormat,
        onReadings: () => void (batches += 1),
      });
      const started = source.start().then(
        () => 'started',
        (error: Error) => error.message,
      );
      for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setImmediate(done));
      await source[Symbol.asyncDispose]();
      const atEnd = batches;
      expect(await started).toMatch(atEnd === 0 ? /was stopped before/ : /started/);
      expect(source.status.state).toBe('stopped');
      await expect(source.start()).rejects.toThrow('is stopped');
    }
  });

  test('is harmless before the start, and a second start is refused', async () => {
    await using temp = await createFolder();
    const create = () =>
      createFolderSource({ folder: temp.folder, format: fakeFormat, onReadings: () => {} });
    await create()[Symbol.asyncDispose]();
    await using source = create();
    await source.start();
    await expect(source.start()).rejects.toThrow('started already');
  });
});

describe('foreign code', () => {
  test('a listener that throws is reported and does not end the source', async () => {
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      {
        onReadings: () => {
          throw new Error('listener fault');
        },
      },
    );
    await watched.write('a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
    await waitUntil('both are reported', () => watched.problems.length === 2);
    expect(watched.problems[1]).toContain('listener fault');
  });

  test('a format that throws spoils only its own file', async () => {
    await using watched = await watchFiles(
      { 'a.spec.md': 'A', 'bad.spec.md': 'bad' },
      {
        format: {
          ...fakeFormat,
          parse(file) {
            if (file.path === 'bad.spec.md') throw new Error('format fault');
            return fakeFormat.parse(file);
          },
        },
        onProblem: () => {
          throw new Error('a hook that throws');
        },
      },
    );
    expect(watched.batches).toEqual([['a.spec.md: A', 'bad.spec.md! UNREADABLE_FILE']]);
  });

  test('an option out of range is refused by name and value', () => {
    const create = (settings: object) => () =>
      createFolderSource({ folder: '.', format: fakeFormat, onReadings: () => {}, ...settings });
    expect(create({ concurrency: 0 })).toThrow('concurrency must be a number of at least 1, not 0');
    expect(create({ settleMs: Number.NaN })).toThrow('settleMs');
  });
});

test('a large folder is read without holding up the event loop', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`${index}.spec.md`, `${index}`]),
  );
  await using temp = await createFolder(files);
  const slow = {
    ...fakeFormat,
    parse(file: Parameters<typeof fakeFormat.parse>[0]) {
      const until = performance.now() + 2;
      while (performance.now() < until);
      return fakeFormat.parse(file);
    },
  };
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 5);
  await using source = createFolderSource({ folder: temp.folder, format: slow, onReadings: () => {} });
  await source.start();
  clearInterval(ticking);
  // 800 ms of parsing; held up, the loop would have turned a few times.
  expect(turns).toBeGreaterThan(15);
});

test('dotted names, spaces and letters beyond ASCII are ordinary', async () => {
  await using watched = await watchFiles();
  const names = [
    '.hidden/.x.spec.md',
    'with space/a b.spec.md',
    'ünï/çödé.spec.md',
    'a+b(1)[2]{3}*?.spec.md',
    '__proto__/constructor.spec.md',
  ];
  for (const name of names) await watched.write(name, name);
  await waitUntil('all', () => watched.folded.size === names.length);
  for (const name of names) await writeFile(watched.at(name), `${name} 2`);
  await waitUntil('all again', () =>
    names.every((name) => watched.folded.get(name) === `${name}: ${name} 2`),
  );
  expect(watched.source.status.repairs).toBe(0);
});
