import type { Fault, Read, Stamp } from './read-file.ts';
import { revisionOf } from './revision.ts';

/** What is remembered of a path after it was handed on. */
export interface KnownFile {
  /** The revision of its bytes, or the fault that was reported instead. */
  readonly fingerprint: string;
  /** `null` where there was nothing to read: it is looked at again by every rescan. */
  readonly stamp: Stamp | null;
  /**
   * Whether an equal stamp proves equal bytes. Not so when the file was read within the same tick of the file
   * system's clock in which it was written: it may have been written again in that tick.
   */
  readonly trusted: boolean;
  readonly size: number;
  readonly endsInNewline: boolean;
  /** The IDs of the specs last found in it. */
  readonly ids: readonly string[];
}

// Coarser than the clock of any file system in use; FAT counts two seconds.
const CLOCK_TICK_MS = 2000;
const NEWLINE = 10;

/** What tells one state of a file from another: the revision of its bytes, or its fault. */
export function fingerprintOf(sight: Read | Fault): string {
  if (sight.kind === 'bytes') return revisionOf(sight.bytes);
  // The message of a file that is too large holds its size: one that keeps growing has nothing new to say.
  return sight.code === 'FILE_TOO_LARGE' ? sight.code : `${sight.code} ${sight.message}`;
}

/** What to remember of a file as it was just seen. */
export function knownFileOf(sight: Read | Fault, fingerprint: string, ids: readonly string[]): KnownFile {
  if (sight.kind === 'fault') {
    return { fingerprint, stamp: null, trusted: false, size: 0, endsInNewline: false, ids };
  }
  const { bytes, stamp } = sight;
  return {
    fingerprint,
    stamp,
    trusted: !sight.torn && Date.now() - stamp.mtimeMs > CLOCK_TICK_MS,
    size: bytes.length,
    endsInNewline: endsInNewline(bytes),
    ids,
  };
}

/** Whether the last line of a text has its end. */
export function endsInNewline(bytes: Uint8Array): boolean {
  return bytes.at(-1) === NEWLINE;
}
