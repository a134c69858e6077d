import {
  appendFile,
  mkdir,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolderSource } from '../../src/source/folder-source.ts';
import { brief, fakeFormat, sleep, waitUntil, watchFiles } from './support.ts';

/** A small generator of numbers in [0, 1), the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function freshRead(folder: string): Promise<string[]> {
  let found: string[] = [];
  await using source = createFolderSource({
    folder,
    format: fakeFormat,
    onReadings: (readings) => void (found = readings.map(brief).sort()),
  });
  await source.start();
  return found;
}

const seeds = (process.env['FUZZ_SEEDS'] ?? '1,2,3').split(',').map(Number);

test.each(seeds)(
  'after quiet, all readings folded are the folder, whatever happened to it (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.spec.md`);
    const folders = ['', 'x', 'x/y', 'z', '.h/i'];
    const anyPath = (): string => join(pick(folders), pick(files));
    await using watched = await watchFiles({ 'a.spec.md': 'a\n', 'x/y/b.spec.md': 'b\n' });

    let count = 0;
    const text = (): string =>
      `${random() < 0.3 ? `id: ${pick(['P', 'Q'])}\n` : ''}${(count += 1)}${'.'.repeat(random() * 9000)}\n`;
    const operations: (() => Promise<unknown>)[] = [
      () => watched.write(anyPath(), text()),
      () => watched.write(anyPath(), text()),
      () => appendFile(watched.at(anyPath()), `${(count += 1)}\n`),
      async () => {
        const path = watched.at(anyPath());
        await writeFile(`${path}.tmp`, text());
        await rename(`${path}.tmp`, path);
      },
      async () => {
        const path = watched.at(anyPath());
        const whole = text();
        await writeFile(path, whole.slice(0, whole.length / 2));
        await sleep(random() * 40);
        await writeFile(path, whole);
      },
      async () => {
        const path = watched.at(anyPath());
        await rename(path, `${path}~`);
        await sleep(random() * 60);
        await writeFile(path, text());
      },
      () => unlink(watched.at(anyPath())),
      () => truncate(watched.at(anyPath())),
      () => rename(watched.at(anyPath()), watched.at(anyPath())),
      () => rename(watched.at(pick(folders.slice(1))), watched.at(pick(['x', 'z', 'moved', 'x/moved']))),
      () => rm(watched.at(pick(folders.slice(1))), { recursive: true }),
      async () => {
        const path = watched.at(anyPath());
        await mkdir(dirname(path), { recursive: true });
        await symlink(pick(files), path);
      },
    ];
    for (let step = 0; step < 250; step += 1) {
      // Many fail: the path is not there, or a folder is.
      await pick(operations)().catch(() => {});
      if (random() < 0.5) await sleep(random() * 30);
    }
    const expected = await freshRead(watched.folder);
    const folded = (): string[] => [...watched.folded.values()].sort();
    await waitUntil('the fold is the folder', () => folded().join('\n') === expected.join('\n')).catch(
      () => {},
    );
    expect(folded()).toEqual(expected);
    expect(watched.problems).toEqual([]);
    expect((await readdir(watched.folder)).length).toBeGreaterThan(0);
  },
);
