import type { SpecFormat } from '../format/format.ts';
import type { FolderFs } from './folder-fs.ts';
import type { WatchFolder } from './folder-watcher.ts';
import type { ReadingsListener, SourceState } from './spec-source.ts';

/** Which folder to serve, and how patiently. */
export interface FolderSourceOptions {
  /** The watched folder; relative to the working directory, or absolute. It may be a symbolic link. */
  readonly folder: string;
  readonly format: SpecFormat;
  /**
   * Takes each batch. What it throws or rejects with goes to `onProblem`; the batch counts as taken. The first batch
   * comes even when it is empty, no other does.
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
   * Told when the source begins or ceases to notice changes by events. What it throws is dropped.
   * @default nothing is told
   */
  readonly onState?: ((state: SourceState) => void) | undefined;
  /**
   * Told how long a batch took: to settle, from the first event of its files, and to be read. In milliseconds. What it
   * throws is dropped.
   * @default nothing is told
   */
  readonly onStage?: ((stage: 'settle' | 'read', durationMs: number) => void) | undefined;
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

/** @throws RangeError for a number that is out of its range, naming the option. */
export function checkOptions(options: FolderSourceOptions): void {
  for (const [name, least] of Object.entries(LEAST) as [keyof typeof LEAST, number][]) {
    const value = options[name];
    if (value !== undefined && !(value >= least)) {
      throw new RangeError(`The option ${name} must be a number of at least ${least}, not ${value}`);
    }
  }
}
