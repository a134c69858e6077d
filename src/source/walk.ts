import { join } from 'node:path';
import type { FolderFs } from './folder-fs.ts';
import { isMissing } from './folder-fs.ts';
import { mapBounded } from './map-bounded.ts';
import { isSkippedName } from './skipped-folders.ts';

/** What a walk found; paths are relative to the root, with `/`. */
export interface Walked {
  /** All that `matches`, whatever it is: file, link, or a folder by such a name. */
  readonly paths: readonly string[];
  /** Folders that are there but could not be listed. */
  readonly unlisted: readonly { readonly path: string; readonly error: unknown }[];
}

/** Where and how to walk. */
export interface WalkOptions {
  readonly fs: FolderFs;
  /** The absolute path of the watched folder. */
  readonly root: string;
  /** The folder to begin with, relative to the root; `''` is the root. */
  readonly from: string;
  readonly matches: (path: string) => boolean;
  /** Folders listed at a time. */
  readonly concurrency: number;
}

/**
 * Lists all paths that match below a folder. Links to folders are not entered, nor the skipped folders. A folder
 * that vanishes meanwhile holds nothing.
 */
export async function walk(options: WalkOptions): Promise<Walked> {
  const { fs, root, concurrency } = options;
  const paths: string[] = [];
  const unlisted: { path: string; error: unknown }[] = [];

  const list = async (folder: string): Promise<string[]> => {
    const below: string[] = [];
    try {
      for (const entry of await fs.readdir(join(root, folder))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const isFolder = entry.isDirectory();
        if (isFolder && isSkippedName(entry.name)) continue;
        if (isFolder) below.push(path);
        if (options.matches(path)) paths.push(path);
      }
    } catch (error) {
      if (!isMissing(error)) unlisted.push({ path: folder, error });
    }
    return below;
  };

  let level = [options.from];
  while (level.length > 0) level = (await mapBounded(level, concurrency, list)).flat();
  return { paths, unlisted };
}
