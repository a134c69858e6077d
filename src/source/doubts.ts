import type { SpecFormat } from '../format/format.ts';
import { endsInNewline, type KnownFile } from './known-file.ts';
import type { Fault, Read } from './read-file.ts';

/** What to doubt, and for how long. */
export interface DoubtsOptions {
  readonly format: SpecFormat;
  /** How long a file is doubted before it is taken as it is, in milliseconds. `0`: nothing is doubted. */
  readonly maxSettleMs: number;
  /** Time that never goes back, in milliseconds. */
  readonly now: () => number;
}

const PAGE_BYTES = 4096;

/** Files that look unfinished: they are looked at again, until they are whole or that has lasted too long. */
export class Doubts {
  readonly #options: DoubtsOptions;
  /** When a path was first seen unfinished. */
  readonly #since = new Map<string, number>();

  constructor(options: DoubtsOptions) {
    this.#options = options;
  }

  /** Whether what was seen of a path is not to be taken yet. */
  has(path: string, sight: Read | Fault, before: KnownFile | undefined): boolean {
    const { maxSettleMs, now } = this.#options;
    const since = this.#since.get(path) ?? now();
    const isDoubted = this.#looksUnfinished(sight, before) && now() - since < maxSettleMs;
    if (isDoubted) this.#since.set(path, since);
    else this.#since.delete(path);
    return isDoubted;
  }

  /** Ends the doubts about a path. */
  drop(path: string): void {
    this.#since.delete(path);
  }

  clear(): void {
    this.#since.clear();
  }

  /** Whether what was seen may be one moment of a write that still goes on. */
  #looksUnfinished(sight: Read | Fault, before: KnownFile | undefined): boolean {
    if (sight.kind === 'fault') return sight.passing;
    if (sight.torn) return true;
    const { format, maxSettleMs } = this.#options;
    const isYoung = Date.now() - sight.stamp.mtimeMs < maxSettleMs;
    return isYoung && (format.looksUnfinished(sight.bytes) || isCutOff(sight.bytes, before));
  }
}

/**
 * Whether bytes look like the beginning of what was there before: shorter, and ending where a writer's buffer
 * was full or in the midst of a line where the last line had an end.
 */
function isCutOff(bytes: Uint8Array, before: KnownFile | undefined): boolean {
  if (before === undefined || bytes.length >= before.size) return false;
  return bytes.length % PAGE_BYTES === 0 || (before.endsInNewline && !endsInNewline(bytes));
}
