import { appendFile, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A tree of specs under edit, and what it holds. */
export interface Editor {
  /** Titles by the IDs of the specs that are there. */
  readonly titles: ReadonlyMap<string, string>;
  /** How many edits there were. */
  readonly edits: number;
  /** Makes one edit, in one of the ways in which editors and tools save. */
  edit(): Promise<void>;
}

const EPICS = 8;
const FEATURES = 12;
/** Specs that one checkout changes. */
const CHECKOUT = 40;

/** Fills a folder and edits it from then on. */
export async function createEditor(folder: string): Promise<Editor> {
  const titles = new Map<string, string>();
  let edits = 0;

  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(Math.random() * choices.length)]!;
  const all = Array.from({ length: EPICS * FEATURES }, (_, at) => {
    const number = (index: number) => String(index + 1).padStart(2, '0');
    return `E${number(Math.floor(at / FEATURES))}-F${number(at % FEATURES)}`;
  });
  const there = () => [...titles.keys()];
  const missing = () => all.filter((id) => !titles.has(id));
  const folderOf = (id: string) => join(folder, id.replace('-', '/'));
  const pathOf = (id: string) => join(folderOf(id), 'spec.md');

  /** The text of a spec's next version, in two halves. */
  const newVersion = (id: string): [string, string] => {
    const title = `Version ${edits} of ${id}`;
    titles.set(id, title);
    const body = 'It goes on for a while. '.repeat(edits % 40);
    return [`---\ntitle: ${title}\nstatus: draft\n`, `---\n\n# ${title}\n\n${body}\n`];
  };
  const write = async (id: string): Promise<void> => {
    await mkdir(folderOf(id), { recursive: true });
    await writeFile(pathOf(id), newVersion(id).join(''));
  };

  const ways: (() => Promise<void>)[] = [
    () => write(pick(there())),
    async function replaceByRename() {
      const id = pick(there());
      const next = `${pathOf(id)}.tmp`;
      await writeFile(next, newVersion(id).join(''));
      await rename(next, pathOf(id));
    },
    async function writeInTwoParts() {
      const id = pick(there());
      const [start, end] = newVersion(id);
      await writeFile(pathOf(id), start);
      await appendFile(pathOf(id), end);
    },
    async function keepABackup() {
      const id = pick(there());
      await rename(pathOf(id), `${pathOf(id)}~`);
      await writeFile(pathOf(id), newVersion(id).join(''));
      await rm(`${pathOf(id)}~`);
    },
    async function remove() {
      if (titles.size < all.length / 2) return;
      const id = pick(there());
      titles.delete(id);
      await rm(folderOf(id), { recursive: true });
    },
    async function create() {
      const id = pick(missing());
      if (id !== undefined) await write(id);
    },
    async function move() {
      const [from, to] = [pick(there()), pick(missing())];
      if (to === undefined) return;
      const title = titles.get(from)!;
      titles.delete(from);
      titles.set(to, title);
      await mkdir(join(folderOf(to), '..'), { recursive: true });
      await rm(folderOf(to), { recursive: true, force: true });
      await rename(folderOf(from), folderOf(to));
    },
    async function touch() {
      await utimes(pathOf(pick(there())), new Date(), new Date());
    },
  ];
  async function checkOut(): Promise<void> {
    for (let count = 0; count < CHECKOUT; count += 1) await write(pick(all));
  }

  for (const id of all) await write(id);
  return {
    titles,
    get edits() {
      return edits;
    },
    async edit() {
      edits += 1;
      await (edits % 100 === 0 ? checkOut : pick(ways))();
    },
  };
}
