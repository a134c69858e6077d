import type { FileReading } from '../spec/parsed-file.ts';

/** Whether changes are noticed: by events, only by rescans (after an error), not yet, or no more. */
export type SourceState = 'starting' | 'watching' | 'degraded' | 'stopped';

/** A source's own account of itself. */
interface SourceStatus {
  readonly state: SourceState;
  /** How long the last full scan took, in milliseconds; `null` before the first. */
  readonly lastScanMs: number | null;
  /** When a reading was last handed on, in milliseconds since 1970; `null` before the first. */
  readonly lastChangeAtMs: number | null;
  /** Changes that no event had announced and a rescan found. */
  readonly repairs: number;
}

/**
 * Where specs come from. It hands on what it finds in batches, each holding all that settled together, one after
 * the other; the first batch is the whole of what is there.
 */
export interface SpecSource extends AsyncDisposable {
  readonly status: SourceStatus;
  /**
   * Scans, hands on the first batch and begins to watch; resolves when that is done.
   * @throws when the folder does not exist or cannot be read.
   */
  start(): Promise<void>;
}

/**
 * Takes a batch: all readings that settled together, at most one for a path. No other comes before what it returns
 * has settled; the signal ends that when the source is disposed.
 */
export type ReadingsListener = (
  readings: readonly FileReading[],
  signal: AbortSignal,
) => void | Promise<void>;
