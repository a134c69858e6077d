import type { SpecFormat } from '../format/format.ts';
import { LoopShare } from '../loop-share.ts';
import type { FileReading } from '../spec/parsed-file.ts';
import { Absences } from './absences.ts';
import { createComparison } from './compare.ts';
import { Doubts } from './doubts.ts';
import { createKnownFiles } from './known-files.ts';
import { createLinks } from './links.ts';
import { createLook, type Taken } from './look.ts';
import type { FileReader } from './read-file.ts';
import { folderKey, isFolderKey, outermostFolders } from './settle-key.ts';
import type { SettleQueue } from './settle.ts';
import { Suspicions } from './suspicions.ts';

/** What gathering needs; all times in milliseconds. */
export interface GatherOptions {
  readonly format: SpecFormat;
  readonly settleMs: number;
  readonly maxSettleMs: number;
  /** Files looked at together. */
  readonly concurrency: number;
  /** Time that never goes back, the same as the queue's. */
  readonly now: () => number;
  readonly queue: SettleQueue;
  /** A reader for one pass. */
  readonly newReader: () => FileReader;
  /** All paths that match below a folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Whether the watched folder is there at all. */
  readonly isFolderThere: () => Promise<boolean>;
  /** Waits; resolves early when the source is stopped. */
  readonly pause: (delayMs: number) => Promise<void>;
  /** Ends all passes under way: they reject with its reason. */
  readonly signal: AbortSignal;
  readonly onProblem: (message: string, error?: unknown) => void;
}

/** Turns paths that settled into readings, and remembers what was handed on. */
export interface Gatherer {
  /** Changes that no event had announced. */
  readonly repairs: number;
  /** Whether events of this path matter: it may hold specs, or a link that does leads to it. */
  concerns(path: string): boolean;
  /** Notes an event of a file. */
  touchFile(path: string): void;
  /** Notes an event of a folder: all below it is looked at. */
  touchFolder(path: string): void;
  /** Reads the whole folder; nothing is known before. */
  first(): Promise<FileReading[]>;
  /** Looks at what settled; `'lost'` where the watched folder itself is missing, and nothing is concluded then. */
  settled(keys: readonly string[]): Promise<FileReading[] | 'lost'>;
  /** Compares the folder with what is known, and puts what differs into the queue. */
  rescan(options: { readonly countRepairs: boolean }): Promise<void>;
  /** Gives up all that is known: everything is gone. */
  forgetAll(): Promise<FileReading[]>;
}

/** How long reading and comparing hold the event loop at a time. */
const SLICE_MS = 10;

/** Creates a gatherer that knows no files yet. */
export function createGatherer(options: GatherOptions): Gatherer {
  const { format, queue } = options;
  // Without a floor a file that stays unfinished would be read in a tight loop.
  const lookAgainMs = Math.max(options.settleMs, 10);
  // Longer than a save that renames the old file aside and then creates the new one.
  const confirmGoneMs = Math.max(2 * options.settleMs, 100);
  const known = createKnownFiles();
  const links = createLinks();
  const share = new LoopShare({ sliceMs: SLICE_MS });
  const doubts = new Doubts(options);
  const absences = new Absences({ ...options, known, confirmGoneMs, lookAgainMs });
  const suspicions = new Suspicions();
  const look = createLook({ ...options, known, links, doubts, absences, share });
  const whichDiffer = createComparison({ ...options, known, share });
  /** Paths that are being looked at. */
  let busy: ReadonlySet<string> = new Set();

  /** Paths for keys: those of folders stand for all that differs below. */
  const expand = async (keys: readonly string[]): Promise<string[]> => {
    const paths = new Set(keys.filter((key) => !isFolderKey(key)));
    for (const folder of outermostFolders(keys)) {
      const below = new Set([...(await options.list(folder)), ...known.pathsBelow(folder)]);
      for (const path of await whichDiffer([...below])) {
        suspicions.drop(path);
        paths.add(path);
      }
    }
    return [...paths];
  };

  /** Remembers what is handed on, a path a step. */
  function* remember(
    taken: ReadonlyMap<string, Taken>,
    gone: readonly string[],
  ): Generator<undefined, FileReading[], undefined> {
    const readings: FileReading[] = [];
    for (const [path, { reading, file }] of taken) {
      known.set(path, file);
      suspicions.confirm(path);
      readings.push(reading);
      yield;
    }
    for (const path of gone) {
      if (!known.has(path)) continue;
      known.delete(path);
      absences.drop(path);
      doubts.drop(path);
      suspicions.confirm(path);
      readings.push({ kind: 'gone', path });
      yield;
    }
    return readings;
  }

  const apply = (taken: ReadonlyMap<string, Taken>, gone: readonly string[]): Promise<FileReading[]> =>
    share.takeSteps(remember(taken, gone), options.signal);

  return {
    get repairs() {
      return suspicions.repairs;
    },
    concerns: (path) => format.matches(path) || links.isTarget(path),
    touchFile(path) {
      for (const each of [path, ...links.leadingTo(path)]) {
        if (!format.matches(each)) continue;
        suspicions.drop(each);
        queue.touch(each);
      }
    },
    touchFolder: (path) => queue.touch(folderKey(path)),

    async first() {
      const all = new Map<string, Taken>();
      let paths = await options.list('');
      for (;;) {
        const { taken, later } = await look(paths);
        for (const [path, each] of taken) all.set(path, each);
        if (later.length === 0) return await apply(all, []);
        await options.pause(lookAgainMs);
        paths = later;
      }
    },

    async settled(keys) {
      busy = new Set(keys);
      try {
        const paths = await expand(keys);
        busy = new Set(paths);
        const { taken, same, later, missing } = await look(paths);
        for (const path of same) suspicions.drop(path);
        queue.defer(later, lookAgainMs);
        const gone = await absences.findGone(missing, taken);
        if ((missing.length > 0 || gone.length > 0) && !(await options.isFolderThere())) return 'lost';
        return await apply(taken, gone);
      } finally {
        busy = new Set();
      }
    },

    async rescan({ countRepairs }) {
      const paths = new Set([...(await options.list('')), ...known.paths()]);
      const differing = await whichDiffer([...paths]);
      // What an event has announced is on its way already.
      const unannounced = differing.filter((path) => !queue.has(path));
      for (const path of unannounced) {
        if (busy.has(path)) suspicions.addBusy(path);
        else suspicions.add(path, countRepairs);
      }
      // The event may come yet: it is a repair only if none has by then.
      queue.defer(unannounced, confirmGoneMs);
    },

    async forgetAll() {
      const gone = [...known.paths()];
      suspicions.clear();
      absences.clear();
      doubts.clear();
      links.clear();
      queue.clear();
      return apply(new Map(), gone);
    },
  };
}
