import { resolve } from 'node:path';
import type { SpecFormat } from '../format/format.ts';
import type { FileReading } from '../spec/parsed-file.ts';
import { watchWithChokidar } from './chokidar-watcher.ts';
import { errorCode, type FolderFs, isMissing, nodeFs } from './folder-fs.ts';
import type { FolderWatcher, WatchFolder } from './folder-watcher.ts';
import { createGatherer } from './gather.ts';
import { createFileReader } from './read-file.ts';
import { systemClock } from './clock.ts';
import { createSettleQueue } from './settle.ts';
import type { ReadingsListener, SourceState, SpecSource } from './spec-source.ts';
import { walk } from './walk.ts';

/** Which folder to serve, and how patiently. */
export interface FolderSourceOptions {
  /** The watched folder; relative to the working directory, or absolute. It may be a symbolic link. */
  readonly folder: string;
  readonly format: SpecFormat;
  /**
   * Takes each batch. What it throws goes to `onProblem`; the batch counts as taken. The first batch comes even
   * when it is empty, no other does.
   */
  readonly onReadings: ReadingsListener;
  /**
   * Quiet time after the last event before a file is read, in milliseconds. `0` reads with the next turn.
   * @default 50
   */
  readonly settleMs?: number | undefined;
  /**
   * Longest time a file settles, in milliseconds: one that is written without end, or stays unfinished, is taken
   * as it is then. `0` settles and doubts nothing.
   * @default 500
   */
  readonly maxSettleMs?: number | undefined;
  /**
   * Time between two rescans that repair what no event announced, in seconds. `0` or `Infinity`: none while the
   * watcher works.
   * @default 60
   */
  readonly rescanSeconds?: number | undefined;
  /**
   * Time between two rescans while there is no working watcher, in seconds; at least 0.01.
   * @default 2
   */
  readonly degradedRescanSeconds?: number | undefined;
  /**
   * Time from a watcher's failure to the first attempt at a new one, in milliseconds; doubles up to 30 s while
   * attempts fail. At least 10.
   * @default 1000
   */
  readonly retryMs?: number | undefined;
  /**
   * Time between two looks at the watched folder itself, which may vanish, come back or be replaced without any
   * event, in milliseconds; at least 10.
   * @default 1000
   */
  readonly folderPollMs?: number | undefined;
  /**
   * Largest file that is read, in bytes. `Infinity` reads all.
   * @default 1048576
   */
  readonly maxBytes?: number | undefined;
  /**
   * Files or folders looked at together; at least 1.
   * @default 32
   */
  readonly concurrency?: number | undefined;
  /**
   * Told of what went wrong without ending the source: a failed watcher, a folder that cannot be listed, a
   * listener that threw. What it throws is dropped.
   * @default nothing is told
   */
  readonly onProblem?: ((message: string, error?: unknown) => void) | undefined;
  /**
   * The watcher.
   * @default chokidar
   */
  readonly watchFolder?: WatchFolder | undefined;
  /**
   * The file system.
   * @default the machine's own
   */
  readonly fs?: FolderFs | undefined;
}

const MAX_RETRY_MS = 30_000;
const MIN_CONFIRM_LOST_MS = 100;

/** What tells a watched folder from another one that took its place. */
interface Root {
  readonly path: string;
  readonly identity: string;
}

/**
 * Creates the source that serves a folder of files: it reads all, then what its watcher reports, and from time to
 * time compares again, for events get lost.
 */
export function createFolderSource(options: FolderSourceOptions): SpecSource {
  checkOptions(options);
  const settleMs = options.settleMs ?? 50;
  const maxSettleMs = options.maxSettleMs ?? 500;
  const rescanMs = (options.rescanSeconds ?? 60) * 1000;
  const degradedRescanMs = (options.degradedRescanSeconds ?? 2) * 1000;
  const firstRetryMs = options.retryMs ?? 1000;
  const folderPollMs = options.folderPollMs ?? 1000;
  const maxBytes = options.maxBytes ?? 1024 * 1024;
  const concurrency = options.concurrency ?? 32;
  const { fs = nodeFs, watchFolder = watchWithChokidar } = options;
  const folder = resolve(options.folder);

  const stop = new AbortController();
  let state: SourceState = 'starting';
  let isStarted = false;
  let lastScanMs: number | null = null;
  let lastChangeAtMs: number | null = null;

  let root: Root = { path: folder, identity: '' };
  let watcher: FolderWatcher | undefined;
  let watchedSince = 0;
  /** Failures of watchers in a row. */
  let failures = 0;
  let retryAt = 0;
  let rescanAt = 0;
  /** Since when the folder is missing, and whether that was said. */
  let lost: { isHandedOn: boolean } | undefined;
  /** The watched folder itself was reported as vanished or new: its watcher may hold on to a dead one. */
  let isWatcherStale = false;
  const unlistedSaid = new Set<string>();

  const problem = (message: string, error?: unknown): void => {
    try {
      options.onProblem?.(message, error);
    } catch {
      // Nobody is left to tell.
    }
  };

  const handOn = (readings: readonly FileReading[], isFirst = false): void => {
    if (stop.signal.aborted || (readings.length === 0 && !isFirst)) return;
    if (readings.length > 0) lastChangeAtMs = Date.now();
    try {
      options.onReadings(readings);
    } catch (error) {
      problem('A listener failed on a batch of readings', error);
    }
  };

  /** One after the other, so that batches keep their order; a failure ends only its own step. */
  const createChain = (name: string) => {
    let last: Promise<void> = Promise.resolve();
    return (step?: () => Promise<void>): Promise<void> => {
      if (step !== undefined) {
        last = last.then(step).catch((error: unknown) => {
          if (!stop.signal.aborted) problem(`${name} failed`, error);
        });
      }
      return last;
    };
  };
  const inTurn = createChain('Reading files');
  const tending = createChain('Looking after the watched folder');

  const findRoot = async (): Promise<Root> => {
    const path = await fs.realpath(folder);
    const stats = await fs.stat(path);
    if (!stats.isDirectory()) throw Object.assign(new Error('It is no folder'), { code: 'ENOTDIR' });
    return { path, identity: `${path} ${stats.dev} ${stats.ino} ${stats.birthtimeMs}` };
  };

  const list = async (from: string): Promise<readonly string[]> => {
    const { paths, unlisted } = await walk({
      fs,
      root: root.path,
      from,
      concurrency,
      matches: (path) => options.format.matches(path),
    });
    for (const { path, error } of unlisted) {
      // Said once, not with every rescan.
      if (!unlistedSaid.has(path)) problem(`The folder ${path === '' ? '.' : path} cannot be listed`, error);
      unlistedSaid.add(path);
    }
    return paths;
  };

  const pause = (delayMs: number): Promise<void> =>
    new Promise((done) => {
      const end = (): void => {
        cancel();
        stop.signal.removeEventListener('abort', end);
        done();
      };
      const cancel = systemClock.after(delayMs, end);
      stop.signal.addEventListener('abort', end);
      if (stop.signal.aborted) end();
    });

  const queue = createSettleQueue({
    settleMs,
    maxSettleMs,
    clock: systemClock,
    onDue(keys) {
      void inTurn(async () => {
        if (stop.signal.aborted || lost !== undefined) return;
        const readings = await gatherer.settled(keys);
        if (readings === 'lost') tendSoon();
        else handOn(readings);
      });
    },
  });

  const gatherer = createGatherer({
    format: options.format,
    settleMs,
    maxSettleMs,
    concurrency,
    queue,
    now: () => systemClock.now(),
    newReader: () => createFileReader({ fs, root: root.path, maxBytes }),
    list,
    isFolderThere: async () => {
      try {
        await findRoot();
        return true;
      } catch (error) {
        return !isMissing(error);
      }
    },
    pause,
    signal: stop.signal,
    onProblem: problem,
  });

  let closing: Promise<void> = Promise.resolve();
  const closeWatcher = (): Promise<void> => {
    const ended = watcher;
    watcher = undefined;
    closing = closing
      .then(() => ended?.close())
      .catch((error: unknown) => problem('The watcher could not be closed', error));
    return closing;
  };

  const watcherFailed = (error: unknown): void => {
    problem('The watcher failed; the folder is rescanned until a new one works', error);
    if (state === 'watching') state = 'degraded';
    // One that worked for long failed afresh; else the attempts go on slowing down.
    if (systemClock.now() - watchedSince > MAX_RETRY_MS) failures = 0;
    retryAt = systemClock.now() + Math.min(firstRetryMs * 2 ** failures, MAX_RETRY_MS);
    failures += 1;
  };

  /** Begins to watch; resolves when every later change is reported, or when that failed. */
  const openWatcher = async (): Promise<void> => {
    let fail: () => void = () => {};
    const failed = new Promise<void>((done) => {
      fail = done;
    });
    let opened: FolderWatcher | undefined;
    let isFailed = false;
    const isCurrent = (): boolean => !isFailed && (opened === undefined || opened === watcher);
    const onError = (error: unknown): void => {
      if (!isCurrent() || stop.signal.aborted) return;
      isFailed = true;
      watcherFailed(error);
      fail();
      void closeWatcher();
      tendSoon();
    };
    stop.signal.addEventListener('abort', fail);
    isWatcherStale = false;
    watchedSince = systemClock.now();
    try {
      opened = watchFolder(root.path, {
        concerns: (path) => gatherer.concerns(path),
        onFile: (path) => isCurrent() && gatherer.touchFile(path),
        onFolder(path) {
          if (!isCurrent()) return;
          if (path !== '') return gatherer.touchFolder(path);
          isWatcherStale = true;
          tendSoon();
        },
        onError,
      });
      watcher = opened;
      await Promise.race([opened.ready, failed]);
    } catch (error) {
      onError(error);
    } finally {
      stop.signal.removeEventListener('abort', fail);
    }
    if (isFailed) await closeWatcher();
  };

  const rescan = async (countRepairs: boolean): Promise<void> => {
    const startedAt = systemClock.now();
    // Set before the work, for what goes wrong meanwhile asks for another one.
    rescanAt = startedAt + rescanIntervalMs();
    try {
      await gatherer.rescan({ countRepairs });
    } catch (error) {
      rescanAt = 0;
      throw error;
    }
    lastScanMs = systemClock.now() - startedAt;
  };

  /** The folder is the truth: brings root, watcher and what is known into line with it. Says when to come again. */
  const tend = async (): Promise<number> => {
    let found: Root;
    try {
      found = await findRoot();
    } catch (error) {
      await closeWatcher();
      state = 'degraded';
      if (lost === undefined) {
        // It may only have been replaced: `rm -r` and `git clone`, or two renames.
        lost = { isHandedOn: false };
        return Math.max(2 * settleMs, MIN_CONFIRM_LOST_MS);
      }
      if (!lost.isHandedOn && isMissing(error)) {
        lost.isHandedOn = true;
        problem(`The watched folder ${options.folder} is missing`, error);
        await inTurn(async () => handOn(gatherer.forgetAll()));
      }
      return folderPollMs;
    }

    const isBack = lost !== undefined;
    if (isBack || isWatcherStale || found.identity !== root.identity) {
      await closeWatcher();
      root = found;
      retryAt = 0;
      rescanAt = 0;
      lost = undefined;
    }
    if (watcher === undefined && systemClock.now() >= retryAt) {
      await openWatcher();
      // After the watcher is ready, so that nothing falls between the two.
      rescanAt = 0;
    }
    if (!stop.signal.aborted && systemClock.now() >= rescanAt) await rescan(!isBack);
    state = watcher === undefined ? 'degraded' : 'watching';
    return nextTendMs();
  };

  const rescanIntervalMs = (): number =>
    watcher === undefined ? degradedRescanMs : rescanMs > 0 ? rescanMs : Infinity;

  const nextTendMs = (): number => {
    const nextAt = watcher === undefined ? Math.min(rescanAt, retryAt) : rescanAt;
    return Math.min(folderPollMs, Math.max(0, nextAt - systemClock.now()));
  };

  let cancelTend: () => void = () => {};
  let isTendWaiting = false;
  const tendAfter = (delayMs: number): void => {
    cancelTend();
    if (!stop.signal.aborted) cancelTend = systemClock.after(delayMs, tendNext);
  };
  const tendNext = (): void => {
    if (stop.signal.aborted || !isStarted || isTendWaiting) return;
    isTendWaiting = true;
    cancelTend();
    void tending(async () => {
      isTendWaiting = false;
      if (stop.signal.aborted) return;
      let nextMs = folderPollMs;
      try {
        nextMs = await tend();
      } finally {
        if (!isTendWaiting) tendAfter(nextMs);
      }
    });
  };
  /** As soon as may be, and with a rescan: something is known to have gone wrong. */
  const tendSoon = (): void => {
    rescanAt = 0;
    tendNext();
  };

  let starting: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    try {
      root = await findRoot();
      await fs.readdir(root.path);
    } catch (error) {
      const code = errorCode(error);
      const why =
        code === 'ENOENT'
          ? 'it does not exist'
          : code === 'ENOTDIR'
            ? 'it is no folder'
            : `it cannot be read (${code})`;
      throw new Error(`The folder ${options.folder} cannot be watched: ${why}`, { cause: error });
    }
    // Before the scan: what changes while it runs is looked at again afterwards.
    await openWatcher();
    const startedAt = systemClock.now();
    let failure: { readonly error: unknown } | undefined;
    await inTurn(async () => {
      try {
        handOn(await gatherer.first(), true);
      } catch (error) {
        failure = { error };
      }
    });
    if (stop.signal.aborted)
      throw new Error(`The source of ${options.folder} was stopped before it had started`);
    if (failure !== undefined) {
      throw new Error(`The folder ${options.folder} cannot be read`, { cause: failure.error });
    }
    lastScanMs = systemClock.now() - startedAt;
    state = watcher === undefined ? 'degraded' : 'watching';
    rescanAt = systemClock.now() + rescanIntervalMs();
    isStarted = true;
    // The folder may have gone or been replaced while nobody tended it.
    if (isWatcherStale) tendSoon();
    else tendAfter(nextTendMs());
  };

  let disposing: Promise<void> | undefined;
  const dispose = async (): Promise<void> => {
    state = 'stopped';
    stop.abort(new Error('The source is stopped'));
    cancelTend();
    queue.clear();
    await closeWatcher();
    await starting?.catch(() => {});
    await tending();
    await inTurn();
    // Whatever was under way may have opened or queued something anew.
    state = 'stopped';
    cancelTend();
    queue.clear();
    await closeWatcher();
  };

  return {
    get status() {
      return { state, lastScanMs, lastChangeAtMs, repairs: gatherer.repairs };
    },
    async start() {
      if (stop.signal.aborted) throw new Error(`The source of ${options.folder} is stopped`);
      if (starting !== undefined) throw new Error(`The source of ${options.folder} was started already`);
      starting = start();
      try {
        await starting;
      } catch (error) {
        await (disposing ??= dispose());
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => (disposing ??= dispose()),
  };
}

// The edges at which the source would do nothing, or the same thing without end.
const LEAST = {
  settleMs: 0,
  maxSettleMs: 0,
  rescanSeconds: 0,
  degradedRescanSeconds: 0.01,
  retryMs: 10,
  folderPollMs: 10,
  maxBytes: 0,
  concurrency: 1,
} as const;

function checkOptions(options: FolderSourceOptions): void {
  for (const [name, least] of Object.entries(LEAST) as [keyof typeof LEAST, number][]) {
    const value = options[name];
    if (value !== undefined && !(value >= least)) {
      throw new RangeError(`The option ${name} must be a number of at least ${least}, not ${value}`);
    }
  }
}
