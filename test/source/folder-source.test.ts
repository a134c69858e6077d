import { execFile } from 'node:child_process';
import {
  appendFile,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
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

/** Waits until the last reading of a path says this, and gives the last reading. */
async function lastOf(watched: Watched, path: string, expected: string): Promise<string | undefined> {
  await waitUntil(expected, () => watched.folded.get(path) === expected).catch(() => {});
  return watched.folded.get(path);
}

describe('the first batch', () => {
  test('holds every file that matches, in whatever folder, and no other', async () => {
    await using watched = await watchFiles({
      'a.spec.md': 'A',
      'deep/er/b.spec.md': 'B',
      '.hidden/c.spec.md': 'C',
      'readme.md': 'no',
      '.git/d.spec.md': 'no',
      'deep/node_modules/x/e.spec.md': 'no',
      'empty.spec.md': '',
    });
    expect(watched.batches).toEqual([
      ['.hidden/c.spec.md: C', 'a.spec.md: A', 'deep/er/b.spec.md: B', 'empty.spec.md! EMPTY_FILE'],
    ]);
    expect(watched.source.status).toMatchObject({ state: 'watching', repairs: 0 });
    expect(watched.source.status.lastScanMs).toBeGreaterThan(0);
  });

  test('comes even when the folder is empty', async () => {
    await using watched = await watchFiles();
    expect(watched.batches).toEqual([[]]);
  });

  test('waits for a file that is still being written', async () => {
    await using temp = await createFolder({ 'a.spec.md': 'one <<', 'b.spec.md': 'B' });
    const batches: number[] = [];
    const bodies: string[] = [];
    await using source = createFolderSource({
      folder: temp.folder,
      format: fakeFormat,
      maxSettleMs: 5000,
      onReadings(readings) {
        batches.push(readings.length);
        for (const each of readings) {
          if (each.kind === 'parsed') bodies.push(...each.specs.map(({ spec }) => spec.body));
        }
      },
    });
    const started = source.start();
    await sleep(100);
    await temp.write('a.spec.md', 'one << two >>');
    await started;
    expect(batches).toEqual([2]);
    expect(bodies.sort()).toEqual(['B', 'one << two >>']);
  });

  test('misses nothing that changes between the scan and the watch', async () => {
    let isWritten = false;
    await using watched = await watchFiles(
      { 'a.spec.md': 'old', 'b.spec.md': 'B' },
      {
        fs: {
          ...nodeFs,
          async read(path, maxBytes) {
            const found = await nodeFs.read(path, maxBytes);
            if (!isWritten && path.endsWith('a.spec.md')) {
              isWritten = true;
              await writeFile(path, 'new');
            }
            return found;
          },
        },
      },
    );
    expect(await lastOf(watched, 'a.spec.md', 'a.spec.md: new')).toBe('a.spec.md: new');
  });

  test('takes no bytes that were read while the file changed', async () => {
    let isWritten = false;
    await using watched = await watchFiles(
      { 'a.spec.md': 'old' },
      {
        fs: {
          ...nodeFs,
          async read(path, maxBytes) {
            const { bytes, after } = await nodeFs.read(path, maxBytes);
            if (isWritten) return { bytes, after };
            isWritten = true;
            await writeFile(path, 'new');
            return { bytes, after: await nodeFs.stat(path) };
          },
        },
      },
    );
    expect(watched.batches).toEqual([['a.spec.md: new']]);
  });

  test('passes over a file that vanishes in mid-scan', async () => {
    await using watched = await watchFiles(
      { 'a.spec.md': 'A', 'b.spec.md': 'B' },
      {
        fs: {
          ...nodeFs,
          async read(path, maxBytes) {
            if (path.endsWith('a.spec.md')) await unlink(path);
            return nodeFs.read(path, maxBytes);
          },
        },
      },
    );
    expect(watched.batches).toEqual([['b.spec.md: B']]);
  });

  test('is refused with the folder as it was given when there is none', async () => {
    await using temp = await createFolder({ 'file.md': 'x' });
    const create = (folder: string) =>
      createFolderSource({ folder, format: fakeFormat, onReadings: () => {} });
    await expect(create('no/such/folder').start()).rejects.toThrow(/no\/such\/folder .* does not exist/);
    await expect(create(join(temp.folder, 'file.md')).start()).rejects.toThrow(/file\.md .* no folder/);
  });

  test('comes from where the folder leads when it is a link itself', async () => {
    await using temp = await createFolder({ 'real/a.spec.md': 'A' });
    await symlink('real', join(temp.folder, 'link'));
    await using watched = await watchFiles({}, { folder: join(temp.folder, 'link') });
    expect(watched.batches).toEqual([['a.spec.md: A']]);
    await temp.write('real/a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
  });
});

describe('a save is handed on once and whole', () => {
  const LONG = `${'x'.repeat(9000)}\n`;
  const LONGER = `${'y'.repeat(12_000)}\n`;
  const ways: Record<string, (path: string, text: string) => Promise<void>> = {
    'truncated and written in place': (path, text) => writeFile(path, text),
    'written in two halves 30 ms apart': async (path, text) => {
      const file = await open(path, 'w');
      await file.write(text.slice(0, text.length / 2));
      await sleep(30);
      await file.write(text.slice(text.length / 2));
      await file.close();
    },
    'written in two halves 120 ms apart, when shorter than before': async (path) => {
      const file = await open(path, 'w');
      await file.write('y'.repeat(8192));
      await sleep(120);
      await file.write(`y\n`);
      await file.close();
    },
    'truncated, and written 120 ms later': async (path, text) => {
      await truncate(path);
      await sleep(120);
      await writeFile(path, text);
    },
    'written aside and renamed over': async (path, text) => {
      await writeFile(`${path}.tmp`, text);
      await rename(`${path}.tmp`, path);
    },
    'renamed aside and created': async (path, text) => {
      await rename(path, `${path}~`);
      await sleep(40);
      await writeFile(path, text);
      await unlink(`${path}~`);
    },
    'unlinked and created': async (path, text) => {
      await unlink(path);
      await sleep(40);
      await writeFile(path, text);
    },
    appended: (path) => appendFile(path, 'more\n'),
  };

  for (const [way, save] of Object.entries(ways)) {
    test(`when it is ${way}`, async () => {
      await using watched = await watchFiles({ 'in/a.spec.md': LONG, 'b.spec.md': 'B' });
      await save(watched.at('in/a.spec.md'), LONGER);
      const text = await readFile(watched.at('in/a.spec.md'), 'utf8');
      expect(await watched.next()).toEqual([`in/a.spec.md: ${text}`]);
      expect(await watched.untilMarker()).toEqual([]);
    });
  }

  test('and nothing is said of a touch or a rewrite of the same bytes', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A' });
    await utimes(watched.at('a.spec.md'), new Date(), new Date(1e12));
    await watched.write('a.spec.md', 'A');
    expect(await watched.untilMarker()).toEqual([]);
  });

  test('while a file that is written without end is still read, and holds no other back', async () => {
    await using watched = await watchFiles({ 'log.spec.md': '0', 'a.spec.md': 'A' });
    const writer = { isOver: false };
    const writing = (async () => {
      for (let count = 1; !writer.isOver; count += 1) {
        await appendFile(watched.at('log.spec.md'), ` ${count}`);
        await sleep(10);
      }
    })();
    try {
      await sleep(50);
      await watched.write('a.spec.md', 'A2');
      expect(await lastOf(watched, 'a.spec.md', 'a.spec.md: A2')).toBe('a.spec.md: A2');
      const first = watched.folded.get('log.spec.md');
      await waitUntil('the endless file is read', () => watched.folded.get('log.spec.md') !== first);
    } finally {
      writer.isOver = true;
      await writing;
    }
    const whole = `log.spec.md: ${await readFile(watched.at('log.spec.md'), 'utf8')}`;
    expect(await lastOf(watched, 'log.spec.md', whole)).toBe(whole);
  });

  test('or as it is when it stays unfinished', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A' });
    await watched.write('a.spec.md', 'open << for ever');
    expect(await watched.next()).toEqual(['a.spec.md: open << for ever']);
    await watched.write('a.spec.md', '');
    expect(await watched.next()).toEqual(['a.spec.md! EMPTY_FILE']);
    await watched.write('a.spec.md', 'filled');
    expect(await watched.next()).toEqual(['a.spec.md: filled']);
  });
});

describe('what comes and goes', () => {
  test('a deleted file is gone, once', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A' });
    await unlink(watched.at('a.spec.md'));
    expect(await watched.next()).toEqual(['a.spec.md gone']);
    expect(await watched.untilMarker()).toEqual([]);
  });

  test('a move is one batch, in which the old path goes and the new one comes', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'id: X\n' });
    await mkdir(watched.at('sub'));
    await rename(watched.at('a.spec.md'), watched.at('sub/b.spec.md'));
    expect(await watched.next()).toEqual(['a.spec.md gone', 'sub/b.spec.md: id: X\n']);
  });

  test('a move is one batch even when nobody reports that the old path went', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'a.spec.md': 'id: X\n', 'other.spec.md': 'O' },
      { watchFolder: scripted.watchFolder },
    );
    await rename(watched.at('a.spec.md'), watched.at('b.spec.md'));
    scripted.opened[0]?.onFile('b.spec.md');
    expect(await watched.next()).toEqual(['a.spec.md gone', 'b.spec.md: id: X\n']);
  });

  test('a move that changes the ID is one batch too', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A', 'o/c.spec.md': 'C' });
    await rename(watched.at('a.spec.md'), watched.at('b.spec.md'));
    expect(await watched.next()).toEqual(['a.spec.md gone', 'b.spec.md: A']);
  });

  test('two moves, of which one settles later, are each in one batch', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles(
      { 'a.spec.md': 'id: X', 'b.spec.md': 'id: Y' },
      { watchFolder: scripted.watchFolder },
    );
    const tell = (path: string): void => scripted.opened[0]?.onFile(path);
    await rename(watched.at('a.spec.md'), watched.at('a2.spec.md'));
    await rename(watched.at('b.spec.md'), watched.at('b2.spec.md'));
    for (const path of ['a.spec.md', 'b.spec.md', 'a2.spec.md']) tell(path);
    const telling = setInterval(() => tell('b2.spec.md'), 15);
    tell('b2.spec.md');
    expect(await watched.next()).toEqual(['a.spec.md gone', 'a2.spec.md: id: X']);
    clearInterval(telling);
    expect(await watched.next()).toEqual(['b.spec.md gone', 'b2.spec.md: id: Y']);
  });

  test('a renamed folder takes its files along in one batch', async () => {
    await using watched = await watchFiles({
      'old/1.spec.md': '1',
      'old/in/2.spec.md': '2',
      'x.spec.md': 'X',
    });
    await rename(watched.at('old'), watched.at('new'));
    expect(await watched.next()).toEqual([
      'new/1.spec.md: 1',
      'new/in/2.spec.md: 2',
      'old/1.spec.md gone',
      'old/in/2.spec.md gone',
    ]);
  });

  test('a folder that is removed takes its files along', async () => {
    await using watched = await watchFiles({ 'old/1.spec.md': '1', 'old/in/2.spec.md': '2' });
    await rm(watched.at('old'), { recursive: true });
    await waitUntil('all gone', () => watched.folded.size === 0);
    expect(watched.batches.flat().sort()).toHaveLength(4);
  });

  test('new folders are read to their depth, with files written at once', async () => {
    await using watched = await watchFiles();
    for (let index = 0; index < 20; index += 1) await watched.write(`n${index}/a/b/c/${index}.spec.md`, 'N');
    await waitUntil('20 files', () => watched.folded.size === 20);
    expect(watched.source.status.repairs).toBe(0);
  });

  test('a new folder is read even when nobody reports its files', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles({}, { watchFolder: scripted.watchFolder });
    await watched.write('n/a/1.spec.md', '1');
    await watched.write('n/2.spec.md', '2');
    scripted.opened[0]?.onFolder('n');
    expect(await watched.next()).toEqual(['n/2.spec.md: 2', 'n/a/1.spec.md: 1']);
    expect(watched.source.status.repairs).toBe(0);
  });

  test('a checkout that moves 60 files tears no move apart', async () => {
    const files: Record<string, string> = {};
    for (let index = 0; index < 60; index += 1)
      files[`old/e${index % 6}/${index}.spec.md`] = `id: S${index}\n${index}\n`;
    await using temp = await createFolder(files);
    const git = (...args: string[]) =>
      run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: temp.folder });
    await git('init', '-q', '-b', 'one');
    await git('add', '.');
    await git('commit', '-qm', 'one');
    await git('checkout', '-qb', 'two');
    await git('mv', 'old', 'new');
    await git('commit', '-qm', 'two');
    await using watched = await watchFiles({}, { folder: temp.folder });
    expect(watched.folded.size).toBe(60);
    for (const [branch, from, to] of [
      ['one', 'new', 'old'],
      ['two', 'old', 'new'],
    ] as const) {
      const before = watched.batches.length;
      await git('checkout', '-q', branch);
      await waitUntil(`all in ${to}`, () => [...watched.folded.keys()].every((path) => path.startsWith(to)));
      expect(watched.folded.size).toBe(60);
      const batches = watched.batches.slice(before);
      expect(batches.length).toBeLessThanOrEqual(5);
      for (const batch of batches) {
        const gone = batch
          .filter((each) => each.endsWith(' gone'))
          .map((each) => each.slice(from.length, -5));
        const come = batch
          .filter((each) => !each.endsWith(' gone'))
          .map((each) => each.slice(to.length).split(':')[0]);
        expect(gone.sort((a, b) => (a < b ? -1 : 1))).toEqual(
          come.sort((a = '', b = '') => (a < b ? -1 : 1)),
        );
      }
    }
  });
});

describe('what cannot be read is a faulty reading', () => {
  const problemsOf = async (files: Record<string, string>, settings: Parameters<typeof watchFiles>[1]) => {
    const messages: string[] = [];
    await using watched = await watchFiles(files, {
      ...settings,
      onReadings(readings) {
        for (const each of readings) {
          if (each.kind === 'faulty')
            messages.push(...each.problems.map(({ code, message }) => `${code} ${message}`));
        }
      },
    });
    return { messages, folder: watched.folder };
  };

  test('when it is larger than the limit, with both sizes', async () => {
    const { messages } = await problemsOf({ 'a.spec.md': 'x'.repeat(101) }, { maxBytes: 100 });
    expect(messages).toEqual([expect.stringMatching(/^FILE_TOO_LARGE .*101.*100/)]);
  });

  test('when it grows too large, and no more when it has shrunk', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A' }, { maxBytes: 100 });
    await watched.write('a.spec.md', 'x'.repeat(101));
    expect(await watched.next()).toEqual(['a.spec.md! FILE_TOO_LARGE']);
    await watched.write('a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2']);
  });

  test('when it is no text', async () => {
    await using watched = await watchFiles({ 'a.spec.md': 'A' });
    await watched.write('a.spec.md', new Uint8Array([0xff, 0xfe, 0]));
    expect(await watched.next()).toEqual(['a.spec.md! NOT_TEXT']);
  });

  test('when it is a folder or a pipe by the name of a spec', async () => {
    await using temp = await createFolder({ 'd.spec.md/in.spec.md': 'in' });
    await run('mkfifo', [join(temp.folder, 'p.spec.md')]);
    await using watched = await watchFiles({}, { folder: temp.folder });
    expect(watched.batches).toEqual([
      ['d.spec.md! UNREADABLE_FILE', 'd.spec.md/in.spec.md: in', 'p.spec.md! UNREADABLE_FILE'],
    ]);
  });

  test('when the system refuses it, without the absolute path', async () => {
    const { messages, folder } = await problemsOf(
      { 'a.spec.md': 'A' },
      {
        fs: {
          ...nodeFs,
          read: (path) => Promise.reject(Object.assign(new Error(`EACCES ${path}`), { code: 'EACCES' })),
        },
      },
    );
    expect(messages).toEqual([expect.stringContaining('EACCES')]);
    expect(messages[0]).not.toContain(folder);
  });

  test('but not for a moment without file handles', async () => {
    let failures = 2;
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      {
        fs: {
          ...nodeFs,
          read(path, maxBytes) {
            failures -= 1;
            if (failures < 0) return nodeFs.read(path, maxBytes);
            return Promise.reject(Object.assign(new Error('too many'), { code: 'EMFILE' }));
          },
        },
      },
    );
    expect(watched.batches).toEqual([['a.spec.md: A']]);
  });
});

describe('symbolic links', () => {
  test('are followed to files inside, and not out of the folder, nor into folders', async () => {
    await using outside = await createFolder({ 'secret.spec.md': 'secret', 'sub/s.spec.md': 'secret' });
    await using temp = await createFolder({ 'a.spec.md': 'A', 'notes.md': 'N', '.git/config': 'token' });
    const link = (target: string, path: string) => symlink(target, join(temp.folder, path));
    await link('a.spec.md', 'inside.spec.md');
    await link('notes.md', 'notes.spec.md');
    await link(join(outside.folder, 'secret.spec.md'), 'outside.spec.md');
    await link('.git/config', 'config.spec.md');
    await link(outside.folder, 'out');
    await link('.', 'cycle');
    await link('loop.spec.md', 'loop.spec.md');
    await link('nowhere', '.#lock.spec.md');
    await using watched = await watchFiles({}, { folder: temp.folder });
    expect(watched.batches).toEqual([
      [
        'a.spec.md: A',
        'config.spec.md! LINK_OUTSIDE_FOLDER',
        'inside.spec.md: A',
        'loop.spec.md! UNREADABLE_FILE',
        'notes.spec.md: N',
        'outside.spec.md! LINK_OUTSIDE_FOLDER',
      ],
    ]);
    await temp.write('notes.md', 'N2');
    expect(await watched.next()).toEqual(['notes.spec.md: N2']);
    await temp.write('a.spec.md', 'A2');
    expect(await watched.next()).toEqual(['a.spec.md: A2', 'inside.spec.md: A2']);
    await outside.write('secret.spec.md', 'secret 2');
    expect(await watched.untilMarker()).toEqual([]);
  });

  test('are looked at again when they lead elsewhere', async () => {
    await using watched = await watchFiles({ 'a.md': 'A', 'b.md': 'B' });
    await symlink('a.md', watched.at('l.spec.md'));
    expect(await watched.next()).toEqual(['l.spec.md: A']);
    await symlink('b.md', watched.at('l2'));
    await rename(watched.at('l2'), watched.at('l.spec.md'));
    expect(await watched.next()).toEqual(['l.spec.md: B']);
    await unlink(watched.at('l.spec.md'));
    expect(await watched.next()).toEqual(['l.spec.md gone']);
  });

  test('to nothing are read when something appears there, through other links too', async () => {
    await using watched = await watchFiles();
    await symlink('notes.md', watched.at('l.spec.md'));
    await symlink('l.spec.md', watched.at('l2.spec.md'));
    expect(await watched.untilMarker()).toEqual([]);
    await watched.write('notes.md', 'N');
    expect(await watched.next()).toEqual(['l.spec.md: N', 'l2.spec.md: N']);
  });

  test('that take the place of a folder lead to nothing', async () => {
    await using outside = await createFolder({ 'a.spec.md': 'secret' });
    await using watched = await watchFiles({ 'd/a.spec.md': 'A' });
    await rename(watched.at('d'), watched.at('d.old'));
    await symlink(outside.folder, watched.at('d'));
    await waitUntil(
      'moved',
      () => watched.folded.has('d.old/a.spec.md') && !watched.folded.has('d/a.spec.md'),
    );
    expect([...watched.folded.values()]).toEqual(['d.old/a.spec.md: A']);
  });
});

test('one save reaches the listener soon', async () => {
  await using watched = await watchFiles({ 'a.spec.md': 'A' });
  const before = performance.now();
  await watched.write('a.spec.md', 'A2');
  expect(await watched.next()).toEqual(['a.spec.md: A2']);
  expect(performance.now() - before).toBeLessThan(2000);
  const { mtimeMs } = await stat(watched.at('a.spec.md'));
  expect(watched.source.status.lastChangeAtMs).toBeGreaterThanOrEqual(Math.floor(mtimeMs));
});
