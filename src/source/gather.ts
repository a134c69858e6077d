import type { SpecFormat } from '../format/format.ts';
import type { FileReading } from '../spec/parsed-file.ts';
import { createBreather } from './breather.ts';
import { createKnownFiles, type KnownFile } from './known-files.ts';
import { createLinks } from './links.ts';
import { mapBounded } from './map-bounded.ts';
import { type Fault, type FileReader, isSameStamp, type Read } from './read-file.ts';
import { revisionOf } from './revision.ts';
import type { SettleQueue } from './settle.ts';

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
  forgetAll(): FileReading[];
}

/** A reading to hand on, and what to remember of it. */
interface Taken {
  readonly reading: Exclude<FileReading, { kind: 'gone' }>;
  readonly file: KnownFile;
}

/** What a look led to, where it led to no reading. */
type Verdict = 'same' | 'later' | 'missing';

// Coarser than the clock of any file system in use; FAT counts two seconds.
const CLOCK_TICK_MS = 2000;
const PARSE_SLICE_MS = 20;
const PAGE_BYTES = 4096;
const NEWLINE = 10;

/** Creates a gatherer that knows no files yet. */
export function createGatherer(options: GatherOptions): Gatherer {
  const { format, queue, concurrency, now, maxSettleMs } = options;
  // Without a floor a file that stays unfinished would be read in a tight loop.
  const lookAgainMs = Math.max(options.settleMs, 10);
  // Longer than a save that renames the old file aside and then creates the new one.
  const confirmGoneMs = Math.max(2 * options.settleMs, 100);
  const known = createKnownFiles();
  const links = createLinks();
  /** When a path was first seen unfinished. */
  const doubtedSince = new Map<string, number>();
  /** When a path was first seen missing. */
  const missingSince = new Map<string, number>();
  /** Paths that a rescan found different, and whether that counts as a repair unless an event comes yet. */
  const suspects = new Map<string, boolean>();
  /** Paths that are being looked at. */
  let busy: ReadonlySet<string> = new Set();
  let repairs = 0;
  const breathe = createBreather(PARSE_SLICE_MS);

  const consider = async (reader: FileReader, path: string): Promise<Taken | Verdict> => {
    options.signal.throwIfAborted();
    const sight = await reader.read(path);
    const before = known.get(path);
    links.set(path, sight.targets);
    if (sight.kind === 'missing') {
      doubtedSince.delete(path);
      return before === undefined ? 'same' : 'missing';
    }
    missingSince.delete(path);
    const fingerprint = fingerprintOf(sight);
    if (before?.fingerprint === fingerprint) {
      doubtedSince.delete(path);
      if (sight.kind === 'bytes') known.set(path, remember(sight, fingerprint, before.ids));
      return 'same';
    }
    const since = doubtedSince.get(path) ?? now();
    if (isDoubtful(sight, before) && now() - since < maxSettleMs) {
      doubtedSince.set(path, since);
      return 'later';
    }
    doubtedSince.delete(path);
    await breathe();
    const reading = sight.kind === 'fault' ? faulty(path, sight) : parse(path, sight, fingerprint);
    const ids = reading.kind === 'parsed' ? reading.specs.map(({ spec }) => spec.id) : (before?.ids ?? []);
    return { reading, file: remember(sight, fingerprint, ids) };
  };

  /** Whether what was seen may be one moment of a write that still goes on. */
  const isDoubtful = (sight: Read | Fault, before: KnownFile | undefined): boolean => {
    if (sight.kind === 'fault') return sight.passing;
    if (sight.torn) return true;
    const isYoung = Date.now() - sight.stamp.mtimeMs < maxSettleMs;
    return isYoung && (format.looksUnfinished(sight.bytes) || isCutOff(sight.bytes, before));
  };

  const parse = (path: string, sight: Read, revision: string): Taken['reading'] => {
    const { bytes, stamp } = sight;
    try {
      return format.parse({ path, bytes, revision, modifiedAtMs: Math.floor(stamp.mtimeMs) });
    } catch (error) {
      // A format never throws; one that does must not take the other files of the batch with it.
      options.onProblem(`The format ${format.name} failed on ${path}`, error);
      const message = 'The file cannot be parsed.';
      return faulty(path, { kind: 'fault', code: 'UNREADABLE_FILE', message, passing: false, targets: [] });
    }
  };

  /** Whether a path differs from what is known of it; reads it only where its stamp proves nothing. */
  const differs = async (reader: FileReader, path: string): Promise<boolean> => {
    const place = await reader.locate(path);
    const before = known.get(path);
    if (place.kind === 'missing') return before !== undefined;
    if (before === undefined) return true;
    if (place.kind === 'fault') return before.fingerprint !== fingerprintOf(place);
    if (before.stamp === null || !isSameStamp(before.stamp, place.stamp)) return true;
    if (before.trusted) return false;
    const sight = await reader.read(path);
    if (sight.kind !== 'bytes' || fingerprintOf(sight) !== before.fingerprint) return true;
    // Unless a batch has learnt something newer meanwhile.
    if (known.get(path) === before) known.set(path, remember(sight, before.fingerprint, before.ids));
    return false;
  };

  const whichDiffer = async (paths: readonly string[]): Promise<string[]> => {
    const reader = options.newReader();
    const answers = await mapBounded(paths, concurrency, async (path) => {
      options.signal.throwIfAborted();
      await breathe();
      return differs(reader, path);
    });
    return paths.filter((_, index) => answers[index]);
  };

  /** Paths for keys: those of folders stand for all that differs below. */
  const expand = async (keys: readonly string[]): Promise<string[]> => {
    const paths = new Set(keys.filter((key) => !isFolderKey(key)));
    const folders = keys.filter(isFolderKey).sort();
    let above: string | undefined;
    for (const folder of folders) {
      if (above !== undefined && folder.startsWith(above)) continue;
      above = folder;
      const name = folder.slice(0, -1);
      const below = new Set([...(await options.list(name)), ...known.pathsBelow(name)]);
      for (const path of await whichDiffer([...below])) {
        suspects.delete(path);
        paths.add(path);
      }
    }
    return [...paths];
  };

  /** Whether something may still turn up that a vanished file has become. */
  const isAwaitingAppearance = (): boolean => {
    for (const key of queue.keys()) if (isFolderKey(key) || !known.has(key)) return true;
    return false;
  };

  /**
   * Which of the known paths are gone. One that is missing is looked at twice, for an editor may have renamed it
   * aside; but together with something that appeared it may be a move, and a move is not to be torn apart.
   */
  const findGone = async (
    missing: readonly string[],
    taken: ReadonlyMap<string, Taken>,
  ): Promise<string[]> => {
    const isAwaiting = isAwaitingAppearance();
    const candidates = new Set<string>();
    let hasAppeared = false;
    for (const [path, { reading }] of taken) {
      hasAppeared ||= !known.has(path);
      if (reading.kind !== 'parsed') continue;
      for (const { spec } of reading.specs) {
        for (const other of known.pathsOfId(spec.id)) if (!taken.has(other)) candidates.add(other);
      }
    }
    // While more may appear, what is missing waits for it: its new path may not have settled yet.
    if (hasAppeared && !isAwaiting) {
      for (const path of missing) candidates.add(path);
      for (const path of missingSince.keys()) candidates.add(path);
      for (const key of queue.keys()) if (known.has(key)) candidates.add(key);
    }
    const reader = options.newReader();
    const gone = new Set<string>();
    await mapBounded([...candidates], concurrency, async (path) => {
      if ((await reader.locate(path)).kind === 'missing') gone.add(path);
    });

    const at = now();
    const again: string[] = [];
    const unsure: string[] = [];
    for (const path of missing) {
      if (gone.has(path)) continue;
      const since = missingSince.get(path);
      if (since === undefined) {
        missingSince.set(path, at);
        unsure.push(path);
      } else if (at - since < confirmGoneMs || (isAwaiting && at - since < maxSettleMs)) {
        again.push(path);
      } else {
        gone.add(path);
      }
    }
    queue.defer(unsure, confirmGoneMs);
    queue.defer(again, lookAgainMs);
    return [...gone];
  };

  const settleSuspicion = (path: string, isRepair: boolean): void => {
    if (suspects.get(path) === true && isRepair) repairs += 1;
    suspects.delete(path);
  };

  const apply = (taken: ReadonlyMap<string, Taken>, gone: readonly string[]): FileReading[] => {
    const readings: FileReading[] = [];
    for (const [path, { reading, file }] of taken) {
      known.set(path, file);
      settleSuspicion(path, true);
      readings.push(reading);
    }
    for (const path of gone) {
      if (!known.has(path)) continue;
      known.delete(path);
      missingSince.delete(path);
      doubtedSince.delete(path);
      settleSuspicion(path, true);
      readings.push({ kind: 'gone', path });
    }
    return readings;
  };

  /** Looks at all paths; gives those with a reading, and the others by verdict. */
  const look = async (paths: readonly string[]) => {
    const reader = options.newReader();
    const taken = new Map<string, Taken>();
    const others: Record<Verdict, string[]> = { same: [], later: [], missing: [] };
    await mapBounded(paths, concurrency, async (path) => {
      const result = await consider(reader, path);
      if (typeof result === 'string') others[result].push(path);
      else taken.set(path, result);
    });
    return { taken, ...others };
  };

  return {
    get repairs() {
      return repairs;
    },
    concerns: (path) => format.matches(path) || links.isTarget(path),
    touchFile(path) {
      for (const each of [path, ...links.leadingTo(path)]) {
        if (!format.matches(each)) continue;
        suspects.delete(each);
        queue.touch(each);
      }
    },
    touchFolder: (path) => queue.touch(`${path}/`),

    async first() {
      const all = new Map<string, Taken>();
      let paths = await options.list('');
      for (;;) {
        const { taken, later } = await look(paths);
        for (const [path, each] of taken) all.set(path, each);
        if (later.length === 0) return apply(all, []);
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
        for (const path of same) settleSuspicion(path, false);
        queue.defer(later, lookAgainMs);
        const gone = await findGone(missing, taken);
        if ((missing.length > 0 || gone.length > 0) && !(await options.isFolderThere())) return 'lost';
        return apply(taken, gone);
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
        if (!busy.has(path)) suspects.set(path, countRepairs);
        // An event or an earlier rescan has brought it where it is: whichever it was stays so.
        else if (!suspects.has(path)) suspects.set(path, false);
      }
      // The event may come yet: it is a repair only if none has by then.
      queue.defer(unannounced, confirmGoneMs);
    },

    forgetAll() {
      const gone = [...known.paths()];
      suspects.clear();
      missingSince.clear();
      doubtedSince.clear();
      links.clear();
      queue.clear();
      return apply(new Map(), gone);
    },
  };
}

function isFolderKey(key: string): boolean {
  return key.endsWith('/');
}

function fingerprintOf(sight: Read | Fault): string {
  if (sight.kind === 'bytes') return revisionOf(sight.bytes);
  // The message of a file that is too large holds its size: one that keeps growing has nothing new to say.
  return sight.code === 'FILE_TOO_LARGE' ? sight.code : `${sight.code} ${sight.message}`;
}

function remember(sight: Read | Fault, fingerprint: string, ids: readonly string[]): KnownFile {
  if (sight.kind === 'fault') {
    return { fingerprint, stamp: null, trusted: false, size: 0, endsInNewline: false, ids };
  }
  const { bytes, stamp } = sight;
  return {
    fingerprint,
    stamp,
    trusted: !sight.torn && Date.now() - stamp.mtimeMs > CLOCK_TICK_MS,
    size: bytes.length,
    endsInNewline: bytes.at(-1) === NEWLINE,
    ids,
  };
}

/**
 * Whether bytes look like the beginning of what was there before: shorter, and ending where a writer's buffer
 * was full or in the midst of a line where the last line had an end.
 */
function isCutOff(bytes: Uint8Array, before: KnownFile | undefined): boolean {
  if (before === undefined || bytes.length >= before.size) return false;
  return bytes.length % PAGE_BYTES === 0 || (before.endsInNewline && bytes.at(-1) !== NEWLINE);
}

function faulty(path: string, { code, message }: Fault): Taken['reading'] {
  return { kind: 'faulty', path, problems: [{ code, message, path, line: null }] };
}
