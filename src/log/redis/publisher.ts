import { isDeepStrictEqual } from 'node:util';
import type { LoopShare } from '../../loop-share.ts';
import type { FileReading } from '../../spec/parsed-file.ts';
import { sortInSteps } from '../../spec/sort-in-steps.ts';
import { changeBetween, changedId, type SpecChange } from '../../spec/spec-change.ts';
import { compareSpecIds } from '../../spec/spec-id.ts';
import { SpecIndex } from '../../spec/spec-index.ts';
import type { LogEntry } from '../change-log.ts';
import type { LogState } from '../log-state.ts';
import { compareEntries, type CommitId } from './commit-id.ts';
import type { Follower } from './follower.ts';
import type { Lease } from './lease.ts';
import type { LogWriter } from './log-writer.ts';
import { backOffMs, pause } from './pause.ts';

export interface PublisherOptions {
  readonly writer: LogWriter;
  readonly replica: LogState;
  readonly follower: Pick<Follower, 'place' | 'isConnected' | 'isMissing'>;
  readonly lease: Pick<Lease, 'holder' | 'lose'>;
  readonly share: LoopShare;
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
  /** Hears of so many changes that were published, and of the position of the last. */
  readonly onPublished: (changes: number, head: number) => void;
  /** Hears what a write failed with; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Most changes in one commit. */
const MAX_CHANGES = 500;
/** Of these together; more only where one spec alone is larger. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Publishes what a folder has and the log has not. It keeps an index of the folder, whether it may publish or not, and
 * what it publishes is always the difference between that and the replica: so whoever takes over, or comes back, tells
 * what is left to tell, and nothing twice.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #index = new SpecIndex();
  #isScanned = false;
  /** Those that may differ; `undefined` where any may. */
  #doubtful: Set<string> | undefined;
  /** What was committed last, until the replica has it. */
  #sent: { readonly epoch: string; readonly commit: CommitId } | undefined;
  #indexTurn: Promise<unknown> = Promise.resolve();
  #poke: (() => void) | undefined;
  #isPoked = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Whether it knows the folder. */
  get isScanned(): boolean {
    return this.#isScanned;
  }

  /** Takes in a batch of readings; returns how many specs changed by it, which are published as soon as that can be. */
  async take(readings: readonly FileReading[], signal?: AbortSignal): Promise<number> {
    const { share } = this.#options;
    const changes = await this.#inTurn(() => share.takeSteps(this.#index.applyInSteps(readings), signal));
    for (const change of changes) this.#doubtful?.add(changedId(change));
    this.#isScanned = true;
    this.poke();
    return changes.length;
  }

  /** Looks whether there is something to publish: somebody knows why there may be. */
  poke(): void {
    this.#isPoked = true;
    this.#poke?.();
  }

  /** From now on any spec may differ from what the log has. */
  doubtAll(): void {
    this.#doubtful = undefined;
    this.poke();
  }

  /** Publishes until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    const onAbort = () => this.poke();
    signal.addEventListener('abort', onAbort);
    while (!signal.aborted) {
      await this.#poked();
      try {
        await this.#publish(signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        this.#options.onFailure(error);
        // Whether the write was made shows when the replica has caught up.
        this.#sent = undefined;
        this.doubtAll();
        await pause(backOffMs(failures), signal);
      }
    }
    signal.removeEventListener('abort', onAbort);
  }

  async #poked(): Promise<void> {
    if (!this.#isPoked) await new Promise<void>((resolve) => (this.#poke = resolve));
    this.#poke = undefined;
    this.#isPoked = false;
  }

  async #publish(signal: AbortSignal): Promise<void> {
    const { follower, lease } = this.#options;
    const { holder } = lease;
    if (!this.#isScanned || holder === undefined || !follower.isConnected) return;
    if (follower.isMissing) return this.#begin(holder);
    const { place } = follower;
    if (!place || this.#isOnItsWay(place)) return;
    this.#sent = undefined;
    await this.#commitSome(holder, place, signal);
  }

  /** Whether the replica lacks what was committed last: what differs cannot be told before it is there. */
  #isOnItsWay({ epoch, commit }: { readonly epoch: string; readonly commit: CommitId }): boolean {
    return this.#sent?.epoch === epoch && compareEntries(commit, this.#sent.commit) < 0;
  }

  async #begin(holder: string): Promise<void> {
    const { writer, lease } = this.#options;
    const [specs, problems] = await this.#inTurn(
      async () => [[...this.#index.specs.values()], this.#index.looseProblems] as const,
    );
    this.#doubtful = undefined;
    const result = await writer.begin(holder, specs, problems);
    if (result === 'NOT_LEADER') lease.lose();
  }

  async #commitSome(
    holder: string,
    place: NonNullable<Follower['place']>,
    signal: AbortSignal,
  ): Promise<void> {
    const { writer, replica, follower, lease, share, now, onPublished } = this.#options;
    const { changes, isAll } = await this.#inTurn(() => share.takeSteps(this.#difference(), signal));
    // The replica may have moved meanwhile, so that these changes lead from elsewhere.
    if (follower.place?.commit !== place.commit) return this.doubtAll();
    const { looseProblems } = this.#index;
    // What belongs to no spec is told with the last part: then the specs are what it goes with.
    const isOtherwise = isAll && !isDeepStrictEqual(looseProblems, replica.looseProblems);
    if (changes.length === 0 && !isOtherwise) return;
    const timestampMs = now();
    const { head } = replica;
    const entries = changes.map((change, at): LogEntry => ({ change, position: head + at + 1, timestampMs }));
    const { result, commit } = await writer.commit({
      holder,
      before: place.commit,
      entries,
      looseProblems: isOtherwise ? looseProblems : undefined,
    });
    if (result === 'OK') {
      this.#sent = { epoch: place.epoch, commit };
      onPublished(changes.length, head + changes.length);
      // The replica may have it already.
      return this.poke();
    }
    if (result === 'NOT_LEADER') lease.lose();
    this.#doubtful = undefined;
  }

  /** What leads from the replica to the index, at most as much as one commit takes; and whether that is all. */
  *#difference(): Generator<undefined, { changes: SpecChange[]; isAll: boolean }, undefined> {
    const { replica } = this.#options;
    let doubtful = this.#doubtful;
    if (!doubtful) {
      const ids = new Set(this.#index.specs.keys());
      for (const { id } of replica.specs) ids.add(id);
      doubtful = new Set(yield* sortInSteps([...ids], compareSpecIds));
      this.#doubtful = doubtful;
    }
    const changes: SpecChange[] = [];
    let characters = 0;
    for (const id of doubtful) {
      if (changes.length === MAX_CHANGES || characters >= MAX_CHARACTERS) return { changes, isAll: false };
      doubtful.delete(id);
      const after = this.#index.specs.get(id);
      const change = changeBetween(replica.specs.get(id), after);
      if (change) changes.push(change);
      if (change && after) characters += after.body.length;
      yield;
    }
    return { changes, isAll: true };
  }

  /** One after the other: while the index takes something in it is between two states. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#indexTurn.then(work);
    this.#indexTurn = turn.catch(() => {});
    return turn;
  }
}
