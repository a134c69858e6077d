import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises';

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
  async read(path, maxBytes) {
    const file = await open(path, READ_FLAGS);
    try {
      const bytes = new Uint8Array(maxBytes);
      let length = 0;
      while (length < maxBytes) {
        const { bytesRead } = await file.read(bytes, length, maxBytes - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return { bytes: bytes.subarray(0, length), after: await file.stat() };
    } finally {
      await file.close();
    }
  },
};

/** The code of a system error, such as `ENOENT`; `undefined` for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error says that nothing is at the path. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
