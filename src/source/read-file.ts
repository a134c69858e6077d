import type { Stats } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { ProblemCode } from '../spec/spec.ts';
import type { FolderFs } from './folder-fs.ts';
import { errorCode, isMissing } from './folder-fs.ts';
import { isSkippedPath } from './skipped-folders.ts';

/** What tells one state of a file from the next without reading it. */
export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** What is at a path, whatever it is. */
interface Place {
  /**
   * For a link, where it leads, in one step and at last: paths relative to the watched folder, with `/`, whether
   * something is there or not. Empty for all else.
   */
  readonly targets: readonly string[];
}

/** Nothing usable is at the path. */
export interface Fault extends Place {
  readonly kind: 'fault';
  readonly code: ProblemCode;
  readonly message: string;
  /** Whether it is likely to go by itself, such as a lack of file handles. */
  readonly passing: boolean;
}

/** Nothing is at the path, or a link to nothing. */
export interface Missing extends Place {
  readonly kind: 'missing';
}

/** A regular file, not yet read. */
interface Located extends Place {
  readonly kind: 'file';
  /** Where its bytes are: an absolute path, all links resolved. */
  readonly realPath: string;
  readonly stamp: Stamp;
}

/** A file's bytes. */
export interface Read extends Place {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly stamp: Stamp;
  /** Whether the file changed while it was read. */
  readonly torn: boolean;
}

/** Reads files of one folder, carefully. */
export interface FileReader {
  /** Finds what is at a path without reading it. */
  locate(path: string): Promise<Located | Fault | Missing>;
  read(path: string): Promise<Read | Fault | Missing>;
}

/** Where to read, and how much. */
export interface FileReaderOptions {
  readonly fs: FolderFs;
  /** The absolute, real path of the watched folder. */
  readonly root: string;
  readonly maxBytes: number;
}

// Faults of the machine or of another process's lock, not of the file.
const PASSING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'EINTR', 'ENOMEM']);

const stampOf = ({ size, mtimeMs, ctimeMs, ino }: Stats): Stamp => ({ size, mtimeMs, ctimeMs, ino });

/** Whether two stamps are of one state of one file. */
export function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino;
}

const unreadable = (why: string, targets: readonly string[], passing = false): Fault => ({
  kind: 'fault',
  code: 'UNREADABLE_FILE',
  message: `The file cannot be read: ${why}.`,
  passing,
  targets,
});

function failed(error: unknown, targets: readonly string[]): Fault | Missing {
  if (isMissing(error)) return { kind: 'missing', targets };
  // Only the code: the message of a system error holds the absolute path.
  const code = errorCode(error) ?? 'unknown error';
  return unreadable(code, targets, PASSING.has(code));
}

/**
 * Creates a reader for one pass over the folder: it remembers which of the folders above a file are real, so a
 * new pass needs a new reader.
 */
export function createFileReader(options: FileReaderOptions): FileReader {
  const { fs, root, maxBytes } = options;
  const realFolders = new Map<string, Promise<boolean>>([['', Promise.resolve(true)]]);

  /** Whether a folder is reached from the root without following a link; rejects as `lstat` does. */
  const isReal = (folder: string): Promise<boolean> => {
    let real = realFolders.get(folder);
    if (real === undefined) {
      real = isReal(parentOf(folder)).then(
        async (above) => above && (await fs.lstat(join(root, folder))).isDirectory(),
      );
      realFolders.set(folder, real);
    }
    return real;
  };

  /** The path of what lies in the watched folder; `null` for what lies outside. */
  const inside = (absolute: string): string | null => {
    const prefix = root.endsWith(sep) ? root : root + sep;
    return absolute.startsWith(prefix) ? absolute.slice(prefix.length).replaceAll(sep, '/') : null;
  };

  const followLink = async (link: string): Promise<Located | Fault | Missing> => {
    const targets: string[] = [];
    try {
      const step = inside(resolve(dirname(link), await fs.readlink(link)));
      if (step !== null) targets.push(step);
      const realPath = await fs.realpath(link);
      const target = inside(realPath);
      // A link into a skipped folder could publish what nobody meant to, such as the credentials in `.git/config`.
      if (target === null || isSkippedPath(target)) {
        return {
          kind: 'fault',
          code: 'LINK_OUTSIDE_FOLDER',
          message: 'The symbolic link leads out of what is watched and is not followed.',
          passing: false,
          targets,
        };
      }
      if (target !== step) targets.push(target);
      return regular(await fs.stat(realPath), realPath, targets);
    } catch (error) {
      return failed(error, targets);
    }
  };

  const regular = (stats: Stats, realPath: string, targets: readonly string[]): Located | Fault => {
    if (stats.isDirectory()) return unreadable('it is a folder', targets);
    if (!stats.isFile()) return unreadable('it is no regular file', targets);
    return { kind: 'file', realPath, targets, stamp: stampOf(stats) };
  };

  const locate: FileReader['locate'] = async (path) => {
    try {
      // A folder that was replaced by a link may lead anywhere.
      if (!(await isReal(parentOf(path)))) return { kind: 'missing', targets: [] };
      const absolute = join(root, path);
      const stats = await fs.lstat(absolute);
      return stats.isSymbolicLink() ? await followLink(absolute) : regular(stats, absolute, []);
    } catch (error) {
      return failed(error, []);
    }
  };

  return {
    locate,
    async read(path) {
      const found = await locate(path);
      if (found.kind !== 'file') return found;
      const { realPath, targets, stamp } = found;
      if (stamp.size > maxBytes) {
        return {
          kind: 'fault',
          code: 'FILE_TOO_LARGE',
          message: `The file has ${stamp.size} bytes, more than the limit of ${maxBytes}.`,
          passing: false,
          targets,
        };
      }
      try {
        const { bytes, after } = await fs.read(realPath, stamp.size);
        const torn = bytes.length !== stamp.size || !isSameStamp(stamp, stampOf(after));
        return { kind: 'bytes', bytes, targets, stamp, torn };
      } catch (error) {
        return failed(error, targets);
      }
    },
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
