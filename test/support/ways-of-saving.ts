import { open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Every way in which editors and tools put a new text into a file. */
export const WAYS_OF_SAVING: Readonly<Record<string, (path: string, text: string) => Promise<void>>> = {
  'in place': (path, text) => writeFile(path, text),
  'in place, emptied first': async (path, text) => {
    await truncate(path);
    await pause(10);
    await writeFile(path, text);
  },
  'in two halves': async (path, text) => {
    await using file = await open(path, 'w');
    await file.write(text.slice(0, 20));
    await file.sync();
    await pause(30);
    await file.write(text.slice(20));
  },
  'in place, with temporary files of an editor beside it': async (path, text) => {
    const beside = (name: string) => join(dirname(path), name);
    // As Vim does: a swap file, a probe whether files can be made here, and a copy of what was there.
    await writeFile(beside(`.${basename(path)}.swp`), 'swap');
    await writeFile(beside('4913'), '');
    await rm(beside('4913'));
    await writeFile(`${path}~`, 'what was there');
    await writeFile(path, text);
    await rm(`${path}~`);
    await rm(beside(`.${basename(path)}.swp`));
  },
  'aside, then renamed over it': async (path, text) => {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  },
  'renamed aside, then created': async (path, text) => {
    await rename(path, `${path}~`);
    await writeFile(path, text);
    await rm(`${path}~`);
  },
  'removed, then created': async (path, text) => {
    await rm(path);
    await writeFile(path, text);
  },
};
