import type { FolderFs } from './folder-fs.ts';

/** The watched folder as it was last found. */
export interface Root {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** What tells it from another folder that took its place. */
  readonly identity: string;
}

/** @throws when the folder is missing, is none, or cannot be looked at. */
export async function findRoot(fs: FolderFs, folder: string): Promise<Root> {
  const path = await fs.realpath(folder);
  const stats = await fs.stat(path);
  if (!stats.isDirectory()) throw Object.assign(new Error('It is no folder'), { code: 'ENOTDIR' });
  return { path, identity: `${path} ${stats.dev} ${stats.ino} ${stats.birthtimeMs}` };
}
