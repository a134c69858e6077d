import { resolve } from 'node:path';
import type { FileReading } from '../spec/parsed-file.ts';
import { createChain } from './chain.ts';
import { watchWithChokidar } from './chokidar-watcher.ts';
import { systemClock } from './clock.ts';
import { errorCode, isMissing, nodeFs } from './folder-fs.ts';
import { checkOptions, type FolderSourceOptions } from './folder-source-options.ts';
import { createGatherer } from './gather.ts';
import { createFileReader } from './read-file.ts';
import { findRoot, type Root } from './root.ts';
import { createSettleQueue } from './settle.ts';
import type { SourceState, SpecSource } from './spec-source.ts';
import { walk } from './walk.ts';
import { WatchKeeper } from './watch-keeper.ts';

const MIN_CONFIRM_LOST_MS = 100;

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
  let rescanAt = 0;
  /** Since when the folder is missing, and whether that was said. */
  let lost: { isHandedOn: boolean } | undefined;
  const unlistedSaid = new Set<string>();

  /** Tells somebody outside, who must not be able to break anything in here. */
  const tell = (telling: () => void): void => {
    try {
      telling();
    } catch {
      // Nobody is left to tell.
    }
  };
  const problem = (message: string, error?: unknown): void => tell(() => options.onProblem?.(message, error));
  const become = (next: SourceState): void => {
    if (next === state) return;
    state = next;
    tell(() => options.onState?.(next));
  };

  const handOn = async (readings: readonly FileReading[], isFirst = false): Promise<void> => {
    if (stop.signal.aborted || (readings.length === 0 && !isFirst)) return;
    if (readings.length > 0) lastChangeAtMs = Date.now();
    try {
      await options.onReadings(readings, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return;
      problem('A listener failed on a batch of readings', error);
    }
  };

  const onFailure = (message: string, error: unknown): void => {
    if (!stop.signal.aborted) problem(message, error);
  };
  const inTurn = createChain('Reading files', onFailure);
  const tending = createChain('Looking after the watched folder', onFailure);

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
    onDue(keys, settledMs) {
      const dueAt = systemClock.now();
      void inTurn(async () => {
        if (stop.signal.aborted || lost !== undefined) return;
        const readings = await gatherer.settled(keys);
        if (readings === 'lost') return tendSoon();
        if (readings.length > 0) {
          if (settledMs !== undefined) tell(() => options.onStage?.('settle', settledMs));
          tell(() => options.onStage?.('read', systemClock.now() - dueAt));
        }
        await handOn(readings);
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
        await findRoot(fs, folder);
        return true;
      } catch (error) {
        return !isMissing(error);
      }
    },
    pause,
    signal: stop.signal,
    onProblem: problem,
  });

  const watching = new WatchKeeper({
    watchFolder,
    firstRetryMs,
    signal: stop.signal,
    concerns: (path) => gatherer.concerns(path),
    onFile: (path) => gatherer.touchFile(path),
    onFolder: (path) => gatherer.touchFolder(path),
    onStale: () => tendSoon(),
    onFailure(error) {
      problem('The watcher failed; the folder is rescanned until a new one works', error);
      if (state === 'watching') become('degraded');
      tendSoon();
    },
    onCloseFailure: (error) => problem('The watcher could not be closed', error),
  });

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
      found = await findRoot(fs, folder);
    } catch (error) {
      await watching.close();
      become('degraded');
      if (lost === undefined) {
        // It may only have been replaced: `rm -r` and `git clone`, or two renames.
        lost = { isHandedOn: false };
        return Math.max(2 * settleMs, MIN_CONFIRM_LOST_MS);
      }
      if (!lost.isHandedOn && isMissing(error)) {
        lost.isHandedOn = true;
        problem(`The watched folder ${options.folder} is missing`, error);
        await inTurn(async () => handOn(await gatherer.forgetAll()));
      }
      return folderPollMs;
    }

    const isBack = lost !== undefined;
    if (isBack || watching.isStale || found.identity !== root.identity) {
      await watching.close();
      root = found;
      watching.retryAt = 0;
      rescanAt = 0;
      lost = undefined;
    }
    if (!watching.isOpen && systemClock.now() >= watching.retryAt) {
      await watching.open(root.path);
      // After the watcher is ready, so that nothing falls between the two.
      rescanAt = 0;
    }
    if (!stop.signal.aborted && systemClock.now() >= rescanAt) await rescan(!isBack);
    become(!watching.isOpen ? 'degraded' : 'watching');
    return nextTendMs();
  };

  const rescanIntervalMs = (): number =>
    !watching.isOpen ? degradedRescanMs : rescanMs > 0 ? rescanMs : Infinity;

  const nextTendMs = (): number => {
    const nextAt = !watching.isOpen ? Math.min(rescanAt, watching.retryAt) : rescanAt;
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
      root = await findRoot(fs, folder);
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
    await watching.open(root.path);
    const startedAt = systemClock.now();
    let failure: { readonly error: unknown } | undefined;
    await inTurn(async () => {
      try {
        await handOn(await gatherer.first(), true);
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
    become(!watching.isOpen ? 'degraded' : 'watching');
    rescanAt = systemClock.now() + rescanIntervalMs();
    isStarted = true;
    // The folder may have gone or been replaced while nobody tended it.
    if (watching.isStale) tendSoon();
    else tendAfter(nextTendMs());
  };

  let disposing: Promise<void> | undefined;
  const dispose = async (): Promise<void> => {
    become('stopped');
    stop.abort(new Error('The source is stopped'));
    cancelTend();
    queue.clear();
    await watching.close();
    await starting?.catch(() => {});
    await tending();
    await inTurn();
    // Whatever was under way may have opened or queued something anew.
    become('stopped');
    cancelTend();
    queue.clear();
    await watching.close();
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
