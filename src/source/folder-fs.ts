import { close, constants, fstat, open, read, type Dirent, type Stats } from 'node:fs';
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';

/** What the source asks of a file system; all paths are absolute. */
export interface FolderFs {
  lstat(path: string): Promise<Stats>;
  stat(path: string): Promise<Stats>;
  realpath(path: string): Promise<string>;
  readlink(path: string): Promise<string>;
  readdir(path: string): Promise<Dirent[]>;
  /** Reads at most `maxBytes`, then asks how the file is now, by the same handle. Follows no link. */
  read(path: string, maxBytes: number): Promise<{ readonly bytes: Uint8Array; readonly after: Stats }>;
}

// A named pipe that took the file's place must not hold the reader up, nor a link lead it elsewhere.
// Windows knows neither flag.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** The machine's own file system. */
export const nodeFs: FolderFs = {
  lstat: (path) => lstat(path),
  stat: (path) => stat(path),
  realpath: (path) => realpath(path),
  readlink: (path) => readlink(path),
  readdir: (path) => readdir(path, { withFileTypes: true }),
  read: (path, maxBytes) =>
    new Promise((resolve, reject) => {
      open(path, READ_FLAGS, (failure, file) => {
        if (failure) {
          reject(failure);
          return;
        }
        readOpen(file, maxBytes, (error, found) => {
          close(file, () => (found ? resolve(found) : reject(error)));
        });
      });
    }),
};

type Found = Awaited<ReturnType<FolderFs['read']>>;

/** With callbacks: a file handle of promises costs twice the time, which counts where there are ten thousand. */
function readOpen(file: number, maxBytes: number, done: (error: unknown, found?: Found) => void): void {
  const bytes = new Uint8Array(maxBytes);
  const readOn = (length: number): void => {
    if (length === maxBytes) {
      finish(length);
      return;
    }
    read(file, bytes, length, maxBytes - length, length, (error, count) => {
      if (error) done(error);
      else if (count === 0) finish(length);
      else readOn(length + count);
    });
  };
  const finish = (length: number): void =>
    fstat(file, (error, after) =>
      error ? done(error) : done(null, { bytes: bytes.subarray(0, length), after }),
    );
  readOn(0);
}

/** The code of a system error, such as `ENOENT`; `undefined` for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error says that nothing is at the path. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
