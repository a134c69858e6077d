import type { KnownFile } from './known-file.ts';

/** All that was handed on and is not gone, by path and by ID. */
export interface KnownFiles {
  get(path: string): KnownFile | undefined;
  has(path: string): boolean;
  paths(): Iterable<string>;
  pathsBelow(folder: string): string[];
  /** The paths that hold a spec of this ID. */
  pathsOfId(id: string): Iterable<string>;
  set(path: string, file: KnownFile): void;
  delete(path: string): void;
}

/** Creates an empty memory of files. */
export function createKnownFiles(): KnownFiles {
  const files = new Map<string, KnownFile>();
  const byId = new Map<string, Set<string>>();

  const forget = (path: string): void => {
    const file = files.get(path);
    if (file === undefined) return;
    files.delete(path);
    for (const id of file.ids) {
      const paths = byId.get(id);
      paths?.delete(path);
      if (paths?.size === 0) byId.delete(id);
    }
  };

  return {
    get: (path) => files.get(path),
    has: (path) => files.has(path),
    paths: () => files.keys(),
    pathsBelow: (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`;
      return [...files.keys()].filter((path) => path.startsWith(prefix));
    },
    pathsOfId: (id) => byId.get(id) ?? [],
    set(path, file) {
      forget(path);
      files.set(path, file);
      for (const id of file.ids) {
        const paths = byId.get(id);
        if (paths === undefined) byId.set(id, new Set([path]));
        else paths.add(path);
      }
    },
    delete: forget,
  };
}
