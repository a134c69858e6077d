import type { KnownFiles } from './known-files.ts';
import type { Taken } from './look.ts';
import { mapBounded } from './map-bounded.ts';
import { findMoveOrigins, isAwaitingAppearance } from './moves.ts';
import type { FileReader } from './read-file.ts';
import type { SettleQueue } from './settle.ts';

/** What is known and queued, and how long a file may be missing; all times in milliseconds. */
export interface AbsencesOptions {
  readonly known: KnownFiles;
  readonly queue: SettleQueue;
  /** A reader for one pass. */
  readonly newReader: () => FileReader;
  /** Files looked at together. */
  readonly concurrency: number;
  /** Time that never goes back, the same as the queue's. */
  readonly now: () => number;
  /** How long a file is missing before it is gone. */
  readonly confirmGoneMs: number;
  /** Time to the next look at a file that is not gone yet. */
  readonly lookAgainMs: number;
  /** How long a missing file waits for others to appear. */
  readonly maxSettleMs: number;
}

/**
 * Known files that are missing. One is looked at twice before it is gone, for an editor may have renamed it aside;
 * but together with something that appeared it may be a move, and a move is not to be torn apart.
 */
export class Absences {
  readonly #options: AbsencesOptions;
  /** When a path was first seen missing. */
  readonly #since = new Map<string, number>();

  constructor(options: AbsencesOptions) {
    this.#options = options;
  }

  /** Which of the known paths are gone; the others that are missing go back into the queue. */
  async findGone(missing: readonly string[], taken: ReadonlyMap<string, Taken>): Promise<string[]> {
    const isAwaiting = isAwaitingAppearance(this.#options);
    const origins = findMoveOrigins(this.#options, {
      taken,
      missing: [...missing, ...this.#since.keys()],
      isAwaiting,
    });
    const moved = await this.#whichAreMissing([...origins]);
    const overdue = this.#waitFor(
      missing.filter((path) => !moved.has(path)),
      isAwaiting,
    );
    return [...moved, ...overdue];
  }

  /** The path is there, or it is not known any more. */
  drop(path: string): void {
    this.#since.delete(path);
  }

  clear(): void {
    this.#since.clear();
  }

  async #whichAreMissing(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const { newReader, concurrency } = this.#options;
    const reader = newReader();
    const missing = new Set<string>();
    await mapBounded(paths, concurrency, async (path) => {
      if ((await reader.locate(path)).kind === 'missing') missing.add(path);
    });
    return missing;
  }

  /** Puts missing paths back into the queue, and gives those that have waited long enough. */
  #waitFor(missing: readonly string[], isAwaiting: boolean): string[] {
    const { queue, now, confirmGoneMs, lookAgainMs, maxSettleMs } = this.#options;
    const at = now();
    const gone: string[] = [];
    const again: string[] = [];
    const unsure: string[] = [];
    for (const path of missing) {
      const since = this.#since.get(path);
      if (since === undefined) {
        this.#since.set(path, at);
        unsure.push(path);
      } else if (at - since < confirmGoneMs || (isAwaiting && at - since < maxSettleMs)) {
        again.push(path);
      } else {
        gone.push(path);
      }
    }
    queue.defer(unsure, confirmGoneMs);
    queue.defer(again, lookAgainMs);
    return gone;
  }
}
