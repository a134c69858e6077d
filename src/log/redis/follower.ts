import type { LoopShare } from '../../loop-share.ts';
import { newEpoch } from '../epoch.ts';
import type { LogState } from '../log-state.ts';
import { decodeStream, entriesOf, type StreamedCommit } from './commit-entry.ts';
import { compareEntries, type CommitId } from './commit-id.ts';
import type { RedisKeys } from './keys.ts';
import { backOffMs, pause } from './pause.ts';
import type { RedisLink } from './redis-link.ts';
import { RENAME_EPOCH } from './scripts.ts';
import { readHead, readState, type StoredHead } from './stored-state.ts';

export interface FollowerOptions {
  /** A link of its own: it blocks. */
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  /** The replica that is kept like the log in Redis. */
  readonly replica: LogState;
  readonly share: LoopShare;
  /** How long one read waits for something new, in milliseconds: as long nobody may notice that the log is another. */
  readonly blockMs: number;
  /** Hears whenever it has moved, or its connection has come or gone. It must not throw. */
  readonly onMoved: () => void;
  /** Hears why the connection has gone. */
  readonly onLost: (error: unknown) => void;
  /** Hears that the connection is there again, or for the first time. */
  readonly onConnected: () => void;
  /** Hears that Redis is there and has no log. */
  readonly onMissing: () => void;
  /** Hears that the replica was read afresh, and whether it is another log now. */
  readonly onReloaded: (isOther: boolean) => void;
}

/** Where a replica is. */
interface Place {
  readonly epoch: string;
  readonly commit: CommitId;
}

/** Commits that one read takes. */
const COMMITS_AT_ONCE = 64;
/** How often somebody looks whether there is a log, while there is none, in milliseconds. */
const LOOK_MS = 100;

/**
 * Keeps a replica like the log in Redis: begins with the state at a position and follows the stream from exactly there.
 * Each commit names the one before it, so whatever is missing is noticed, and the state read afresh.
 */
export class Follower {
  readonly #options: FollowerOptions;
  #place: Place | undefined;
  /** `undefined` before the first attempt has come to something. */
  #isConnected: boolean | undefined;
  #isMissing = false;
  /** Whether what is next must be there already. */
  #isBehind = false;
  #lookedAtMs = -Infinity;
  #headSeen = 0;
  #currentAtMs: number = performance.now();
  readonly counts = { reconnects: 0, reloads: 0 };

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Where the replica is; `undefined` before it has been read. */
  get place(): Place | undefined {
    return this.#place;
  }

  get isConnected(): boolean {
    return this.#isConnected === true;
  }

  /** Whether Redis is there and has no log. */
  get isMissing(): boolean {
    return this.isConnected && this.#isMissing;
  }

  /** Changes that Redis is known to have and the replica has not. */
  get lagChanges(): number {
    return Math.max(0, this.#headSeen - this.#options.replica.head);
  }

  /** For how long it is not certain that the replica is the newest there is, in milliseconds; `0` where it is. */
  get lagMs(): number {
    const isCurrent = this.isConnected && !this.#isMissing && this.lagChanges === 0;
    return isCurrent ? 0 : performance.now() - this.#currentAtMs;
  }

  /** Follows until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#step(signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#note(false, error);
        failures += 1;
        await pause(backOffMs(failures), signal);
      }
    }
  }

  async #step(signal: AbortSignal): Promise<void> {
    const { link, keys, blockMs } = this.#options;
    if (!this.#place || this.#isMissing) {
      const head = await readHead(link, keys);
      this.#note(true);
      if (head) return this.#judge(head, false);
      this.#miss();
      return pause(LOOK_MS, signal);
    }
    const commits = await this.#read(this.#isBehind ? 0 : blockMs);
    this.#note(true);
    for (const commit of commits) {
      if (!this.#take(commit)) return this.#load(compareEntries(commit.before, this.#place.commit) <= 0);
    }
    if (commits.length > 0) this.#options.onMoved();
    if (commits.length > 0 && performance.now() - this.#lookedAtMs < blockMs) return;
    const head = await readHead(link, keys);
    if (head) await this.#judge(head, commits.length === 0);
    else this.#miss();
  }

  async #read(blockMs: number): Promise<StreamedCommit[]> {
    const { link, keys } = this.#options;
    const block = blockMs > 0 ? ['BLOCK', blockMs] : [];
    const from = this.#place!.commit.entryId;
    const command = ['XREAD', 'COUNT', COMMITS_AT_ONCE, ...block, 'STREAMS', keys.stream, from] as const;
    return decodeStream(await link.call(command, blockMs));
  }

  /** Whether the commit was what comes next. */
  #take(streamed: StreamedCommit): boolean {
    const { replica } = this.#options;
    const { epoch, commit } = this.#place!;
    if (streamed.before.text !== commit.text) return false;
    const entries = entriesOf(streamed, replica.head, replica.specs);
    if (!entries) return false;
    this.#place = { epoch, commit: streamed.commit };
    this.#headSeen = Math.max(this.#headSeen, replica.head + entries.length);
    this.#currentAtMs = performance.now();
    replica.commit(entries, streamed.looseProblems ?? replica.looseProblems);
    return true;
  }

  /** @param wasQuiet whether a read has just found nothing new */
  async #judge(stored: StoredHead, wasQuiet: boolean): Promise<void> {
    this.#isMissing = false;
    this.#lookedAtMs = performance.now();
    this.#headSeen = stored.head;
    const place = this.#place;
    if (place?.epoch !== stored.epoch) return this.#load(false);
    if (place.commit.text === stored.commit.text) {
      this.#isBehind = false;
      this.#currentAtMs = performance.now();
      return;
    }
    if (compareEntries(stored.commit, place.commit) <= 0) return this.#load(true);
    // It may have been committed since the read; what is not there with the next one has been trimmed.
    if (wasQuiet && this.#isBehind) return this.#load(false);
    this.#isBehind = true;
  }

  /**
   * Reads the state afresh.
   * @param isForked whether Redis has lost what this replica has: its positions mean two things then
   */
  async #load(isForked: boolean): Promise<void> {
    const { link, keys, replica, share, onMoved, onReloaded } = this.#options;
    const place = this.#place;
    if (isForked && place) await link.run(RENAME_EPOCH, [keys.meta], [place.epoch, newEpoch()]);
    const state = await share.takeSteps(await readState(link, keys));
    if (!state) return this.#miss();
    const isSame = place?.epoch === state.epoch;
    if (isSame && !isForked && compareEntries(state.commit, place.commit) < 0) return this.#load(true);
    this.#place = { epoch: state.epoch, commit: state.commit };
    this.#isMissing = false;
    this.#isBehind = false;
    this.#headSeen = state.head;
    this.#lookedAtMs = this.#currentAtMs = performance.now();
    replica.replace(state, !place);
    if (place) {
      this.counts.reloads += 1;
      onReloaded(!isSame);
    }
    onMoved();
  }

  #miss(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.#options.onMissing();
    this.#options.onMoved();
  }

  #note(isConnected: boolean, error?: unknown): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    const { link, onConnected, onLost, onMoved } = this.#options;
    if (isConnected) {
      if (link.connections > 1) this.counts.reconnects += 1;
      onConnected();
    } else {
      onLost(error);
    }
    onMoved();
  }
}
