import { describe, expect, test } from 'vitest';
import { nodeFs, type FolderFs } from '../../src/source/folder-fs.ts';
import { createFolderSource } from '../../src/source/folder-source.ts';
import { brief, createFolder, createScriptedWatcher, fakeFormat, waitUntil, watchFiles } from './support.ts';

const numbered = (count: number, text: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at % 9}/${at}.spec.md`, `${text} ${at}`]));

/** The machine's file system, which counts how many calls of a kind are open at a time. */
function countingFs() {
  const open = { now: 0, most: 0 };
  const counted =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      open.now += 1;
      open.most = Math.max(open.most, open.now);
      try {
        return await call(...args);
      } finally {
        open.now -= 1;
      }
    };
  const fs: FolderFs = {
    ...nodeFs,
    read: counted((path: string, maxBytes: number) => nodeFs.read(path, maxBytes)),
    readdir: counted((path: string) => nodeFs.readdir(path)),
  };
  return { open, fs };
}

describe('a burst of many files', () => {
  test('opens no more of them at a time than it may, in the first scan and later', async () => {
    const { open, fs } = countingFs();
    await using watched = await watchFiles(numbered(100, 'A'), { fs, concurrency: 4 });
    expect(open.most).toBe(4);
    open.most = 0;
    for (const [path, text] of Object.entries(numbered(100, 'B'))) await watched.write(path, text);
    await waitUntil('all are new', () => [...watched.folded.values()].every((each) => each.includes(' B ')));
    expect(open.most).toBeLessThanOrEqual(4);
  });

  test('of sixty that settle together is one batch', async () => {
    const scripted = createScriptedWatcher();
    await using watched = await watchFiles(numbered(60, 'A'), { watchFolder: scripted.watchFolder });
    const files = numbered(60, 'B');
    for (const [path, text] of Object.entries(files)) await watched.write(path, text);
    for (const path of Object.keys(files)) scripted.opened[0]?.onFile(path);
    expect(await watched.next()).toHaveLength(60);
  });
});

describe('a listener that takes long', () => {
  test('gets the next batch when it is done with the one before, and misses nothing', async () => {
    let [taking, most] = [0, 0];
    await using watched = await watchFiles(
      { 'a.spec.md': '0', 'b.spec.md': '0' },
      {
        settleMs: 5,
        onReadings: async () => {
          taking += 1;
          most = Math.max(most, taking);
          await new Promise((done) => setTimeout(done, 30));
          taking -= 1;
        },
      },
    );
    for (let round = 1; round <= 10; round += 1) {
      await watched.write('a.spec.md', `${round}`);
      await new Promise((done) => setTimeout(done, 15));
      await watched.write('b.spec.md', `${round}`);
    }
    await waitUntil('both are new', () =>
      [...watched.folded.values()].every((each) => each.endsWith(': 10')),
    );
    expect(most).toBe(1);
    expect(watched.batches.length).toBeGreaterThan(2);
  });

  test('is told to stop when the source is disposed, which then waits for it', async () => {
    await using temp = await createFolder({ 'a.spec.md': 'A' });
    const heard: string[] = [];
    const problems: string[] = [];
    const source = createFolderSource({
      folder: temp.folder,
      format: fakeFormat,
      onProblem: (message) => problems.push(message),
      onReadings: async (readings, signal) => {
        heard.push(...readings.map(brief));
        await new Promise((done) => signal.addEventListener('abort', done));
        heard.push('told');
        throw signal.reason;
      },
    });
    const started = source.start().catch((error: Error) => error.message);
    await waitUntil('the first batch is under way', () => heard.length > 0);
    await source[Symbol.asyncDispose]();
    expect(heard).toEqual(['a.spec.md: A', 'told']);
    expect(await started).toContain('stopped before it had started');
    expect(problems).toEqual([]);
  });

  test('that rejects is told of, and the next batch comes', async () => {
    await using watched = await watchFiles(
      { 'a.spec.md': 'A' },
      { onReadings: () => Promise.reject(new Error('broken')) },
    );
    await watched.write('a.spec.md', 'B');
    expect(await watched.next()).toEqual(['a.spec.md: B']);
    await waitUntil('both failures are told', () => watched.problems.length === 2);
    expect(watched.problems[0]).toContain('broken');
  });
});
