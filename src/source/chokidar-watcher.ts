import type { Stats } from 'node:fs';
import { sep } from 'node:path';
import { watch } from 'chokidar';
import type { WatchFolder } from './folder-watcher.ts';
import { isSkippedPath } from './skipped-folders.ts';

const forward = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** Watches with chokidar: one watch for each folder on Linux, one for the tree on macOS and Windows. */
export const watchWithChokidar: WatchFolder = (root, handlers) => {
  const prefix = forward(root).endsWith('/') ? forward(root) : `${forward(root)}/`;
  const relative = (path: string): string => forward(path).slice(prefix.length);

  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    // It would hold each unlink back by 100 ms; what vanished is looked at twice anyway.
    atomic: false,
    // A folder that may not be read is no failure of the watcher; the rescan reports it.
    ignorePermissionErrors: true,
    // chokidar asks first without stats, when the path may still be a folder.
    ignored(path: string, stats?: Stats) {
      // It also asks about the folder itself and those above it.
      if (!forward(path).startsWith(prefix)) return false;
      const inside = relative(path);
      if (isSkippedPath(inside)) return true;
      return stats !== undefined && !stats.isDirectory() && !handlers.concerns(inside);
    },
  });

  const onFile = (path: string): void => handlers.onFile(relative(path));
  const onFolder = (path: string): void => handlers.onFolder(relative(path));
  watcher.on('add', onFile).on('change', onFile).on('unlink', onFile);
  watcher.on('addDir', onFolder).on('unlinkDir', onFolder);
  watcher.on('error', (error) => {
    // A link that a file replaced before chokidar had read it: no failure, and that file is still to be seen.
    if (isLinkNoMore(error)) onFile(error.path);
    else handlers.onError(error);
  });
  const ready = new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return { ready, close: () => watcher.close() };
};

function isLinkNoMore(error: unknown): error is Error & { readonly path: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'EINVAL' &&
    'syscall' in error &&
    error.syscall === 'readlink' &&
    'path' in error &&
    typeof error.path === 'string'
  );
}
