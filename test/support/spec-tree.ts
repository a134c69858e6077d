import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder of specs that goes when it is disposed. */
export interface SpecTree extends AsyncDisposable {
  readonly folder: string;
  /** Writes in place, with the folders that it takes. */
  write(path: string, text: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The absolute path, for writing in other ways. */
  at(path: string): string;
}

export async function createSpecTree(files: Readonly<Record<string, string>> = {}): Promise<SpecTree> {
  const folder = await mkdtemp(join(tmpdir(), 'specwire-'));
  const at = (path: string) => join(folder, path);
  const tree: SpecTree = {
    folder,
    at,
    async write(path, text) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), text);
    },
    async move(from, to) {
      await mkdir(dirname(at(to)), { recursive: true });
      await rename(at(from), at(to));
    },
    remove: (path) => rm(at(path), { recursive: true }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
  for (const [path, text] of Object.entries(files)) await tree.write(path, text);
  return tree;
}

/** A spec file with front matter. */
export function specText(
  fields: Readonly<Record<string, string>> & { readonly title: string },
  body = 'What it is about.',
): string {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value}`);
  return `---\n${lines.join('\n')}\n---\n\n# ${fields.title}\n\n${body}\n`;
}
