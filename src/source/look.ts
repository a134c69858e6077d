import type { SpecFormat } from '../format/format.ts';
import type { LoopShare } from '../loop-share.ts';
import type { FileReading } from '../spec/parsed-file.ts';
import type { Absences } from './absences.ts';
import type { Doubts } from './doubts.ts';
import { fingerprintOf, type KnownFile, knownFileOf } from './known-file.ts';
import type { KnownFiles } from './known-files.ts';
import type { Links } from './links.ts';
import { mapBounded } from './map-bounded.ts';
import type { Fault, FileReader, Missing, Read } from './read-file.ts';

/** A reading to hand on, and what to remember of it. */
export interface Taken {
  readonly reading: Exclude<FileReading, { kind: 'gone' }>;
  readonly file: KnownFile;
}

/** What a look led to, where it led to no reading. */
type Verdict = 'same' | 'later' | 'missing';

/** What a look at many paths led to: the readings by path, and the other paths by verdict. */
interface Looked extends Readonly<Record<Verdict, readonly string[]>> {
  readonly taken: ReadonlyMap<string, Taken>;
}

/** What is at a path, and is not what is known of it. */
interface Seen {
  readonly sight: Read | Fault;
  readonly fingerprint: string;
}

/** What a look needs, and where it notes what it saw. */
export interface LookOptions {
  readonly format: SpecFormat;
  readonly known: KnownFiles;
  readonly links: Links;
  readonly doubts: Doubts;
  readonly absences: Absences;
  /** A reader for one pass. */
  readonly newReader: () => FileReader;
  /** Files looked at together. */
  readonly concurrency: number;
  /** The event loop's share for hashing and parsing. */
  readonly share: LoopShare;
  /** Ends a look under way: it rejects with its reason. */
  readonly signal: AbortSignal;
  readonly onProblem: (message: string, error?: unknown) => void;
}

/** Creates the look at paths, which reads and parses what is not as it was. */
export function createLook(options: LookOptions): (paths: readonly string[]) => Promise<Looked> {
  const { format, known, links, doubts, absences } = options;

  const lookAt = async (reader: FileReader, path: string): Promise<Taken | Verdict> => {
    options.signal.throwIfAborted();
    const sight = await reader.read(path);
    // In two pieces, each of which may take a while where a file is large.
    const judged = await options.share.do(() => judge(path, sight));
    return typeof judged === 'string' ? judged : options.share.do(() => take(path, judged));
  };

  /** Whether what was seen is to be taken: then it comes back with its fingerprint. */
  const judge = (path: string, sight: Read | Fault | Missing): Seen | Verdict => {
    const before = known.get(path);
    links.set(path, sight.targets);
    if (sight.kind === 'missing') {
      doubts.drop(path);
      return before === undefined ? 'same' : 'missing';
    }
    absences.drop(path);
    const fingerprint = fingerprintOf(sight);
    if (before?.fingerprint === fingerprint) {
      doubts.drop(path);
      if (sight.kind === 'bytes') known.set(path, knownFileOf(sight, fingerprint, before.ids));
      return 'same';
    }
    return doubts.has(path, sight, before) ? 'later' : { sight, fingerprint };
  };

  const take = (path: string, { sight, fingerprint }: Seen): Taken => {
    const reading = sight.kind === 'fault' ? faulty(path, sight) : parse(path, sight, fingerprint);
    const before = known.get(path)?.ids ?? [];
    const ids = reading.kind === 'parsed' ? reading.specs.map(({ spec }) => spec.id) : before;
    return { reading, file: knownFileOf(sight, fingerprint, ids) };
  };

  const parse = (path: string, sight: Read, revision: string): Taken['reading'] => {
    const { bytes, stamp } = sight;
    try {
      return format.parse({ path, bytes, revision, modifiedAtMs: Math.floor(stamp.mtimeMs) });
    } catch (error) {
      // A format never throws; one that does must not take the other files of the batch with it.
      options.onProblem(`The format ${format.name} failed on ${path}`, error);
      return faulty(path, { code: 'UNREADABLE_FILE', message: 'The file cannot be parsed.' });
    }
  };

  return async (paths) => {
    const reader = options.newReader();
    const taken = new Map<string, Taken>();
    const others: Record<Verdict, string[]> = { same: [], later: [], missing: [] };
    await mapBounded(paths, options.concurrency, async (path) => {
      const result = await lookAt(reader, path);
      if (typeof result === 'string') others[result].push(path);
      else taken.set(path, result);
    });
    return { taken, ...others };
  };
}

function faulty(path: string, { code, message }: Pick<Fault, 'code' | 'message'>): Taken['reading'] {
  return { kind: 'faulty', path, problems: [{ code, message, path, line: null }] };
}
