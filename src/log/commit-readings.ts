import type { LoopShare } from '../loop-share.ts';
import type { FileReading } from '../spec/parsed-file.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import { SpecIndex } from '../spec/spec-index.ts';
import type { LocalLog } from './change-log.ts';

/** Where readings lead, and at whose pace. */
export interface ReadingCommitterOptions {
  readonly log: LocalLog;
  /** The event loop's share for this work. */
  readonly share: LoopShare;
  /** Most changes that are appended together; at least 1. @default 500 */
  readonly maxChanges?: number;
}

/**
 * Takes batches of readings, one after the other, and commits what changed by them. A batch is compared as a whole,
 * in small steps between which the loop may turn; the log shows nothing of it until that is done. What changed is
 * appended together, but for more than `maxChanges`, which are appended in several parts, so that the loop may turn
 * between these too. A spec has one change in a batch, whatever was moved, so that nothing is torn apart.
 */
export class ReadingCommitter {
  readonly #log: LocalLog;
  readonly #share: LoopShare;
  readonly #maxChanges: number;
  readonly #index = new SpecIndex();
  #isSeeded = false;

  constructor({ log, share, maxChanges = 500 }: ReadingCommitterOptions) {
    this.#log = log;
    this.#share = share;
    this.#maxChanges = maxChanges;
  }

  /** Whether the log has what the first batch held. */
  get isSeeded(): boolean {
    return this.#isSeeded;
  }

  /**
   * Seeds the log with the first batch, appends what the others change; returns how many changes that were. A batch
   * must not begin before the one in front of it is done.
   * @throws the reason of the signal, which leaves the rest uncommitted for good
   */
  async take(readings: readonly FileReading[], signal?: AbortSignal): Promise<number> {
    const changes = await this.#share.takeSteps(this.#index.applyInSteps(readings), signal);
    await this.#share.takeSteps(this.#commit(changes), signal);
    this.#isSeeded = true;
    return changes.length;
  }

  *#commit(changes: readonly SpecChange[]): Generator<undefined, void, undefined> {
    const { looseProblems } = this.#index;
    let at = 0;
    do {
      const part = changes.slice(at, at + this.#maxChanges);
      at += part.length;
      // What belongs to no spec is told with the last part: then the specs are what it goes with.
      const problems = at < changes.length ? this.#log.looseProblems : looseProblems;
      if (this.#isSeeded) this.#log.append(part, problems);
      else this.#log.seed(part, problems);
      yield;
    } while (at < changes.length);
  }
}
