import { systemClock } from './clock.ts';
import type { FolderWatcher, WatchFolder } from './folder-watcher.ts';

/** Whom a watcher that is kept reports to. */
export interface WatchKeeperOptions {
  readonly watchFolder: WatchFolder;
  /** Time from a failure to the next attempt, in milliseconds; doubles while attempts fail. */
  readonly firstRetryMs: number;
  /** Ends a wait for a watcher to become ready. */
  readonly signal: AbortSignal;
  /** Whether events of this path matter. */
  concerns(path: string): boolean;
  onFile(path: string): void;
  /** An event of a folder below the watched one. */
  onFolder(path: string): void;
  /** The watched folder itself vanished or is new: its watcher may hold on to a dead one. */
  onStale(): void;
  onFailure(error: unknown): void;
  onCloseFailure(error: unknown): void;
}

const MAX_RETRY_MS = 30_000;

/** Holds at most one watcher; one that failed or was closed reports nothing any more. */
export class WatchKeeper {
  /** When the next attempt is due, by the system clock; never later than 30 s after a failure. */
  retryAt = 0;
  readonly #options: WatchKeeperOptions;
  #watcher: FolderWatcher | undefined;
  #isStale = false;
  #openedAt = 0;
  /** Failures in a row. */
  #failures = 0;
  #closing: Promise<void> = Promise.resolve();

  constructor(options: WatchKeeperOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#watcher !== undefined;
  }

  /** Whether the watched folder itself vanished or is new since the watcher was opened. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Begins to watch; resolves when every later change is reported, or when that failed. */
  async open(folder: string): Promise<void> {
    const { signal, watchFolder } = this.#options;
    const { promise: failed, resolve: fail } = Promise.withResolvers<void>();
    let opened: FolderWatcher | undefined;
    let isFailed = false;
    const isCurrent = (): boolean => !isFailed && (opened === undefined || opened === this.#watcher);
    const onError = (error: unknown): void => {
      if (!isCurrent() || signal.aborted) return;
      isFailed = true;
      this.#noteFailure();
      fail();
      void this.close();
      this.#options.onFailure(error);
    };
    const onAbort = (): void => fail();
    signal.addEventListener('abort', onAbort);
    this.#isStale = false;
    this.#openedAt = systemClock.now();
    try {
      opened = watchFolder(folder, {
        concerns: (path) => this.#options.concerns(path),
        onFile: (path) => isCurrent() && this.#options.onFile(path),
        onFolder: (path) => {
          if (!isCurrent()) return;
          if (path !== '') return this.#options.onFolder(path);
          this.#isStale = true;
          this.#options.onStale();
        },
        onError,
      });
      this.#watcher = opened;
      await Promise.race([opened.ready, failed]);
    } catch (error) {
      onError(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    if (isFailed) await this.close();
  }

  /** Resolves when the watcher, and any before it, has let go of all it held; does not reject. */
  close(): Promise<void> {
    const ended = this.#watcher;
    this.#watcher = undefined;
    this.#closing = this.#closing
      .then(() => ended?.close())
      .catch((error: unknown) => this.#options.onCloseFailure(error));
    return this.#closing;
  }

  #noteFailure(): void {
    const now = systemClock.now();
    // One that worked for long failed afresh; else the attempts go on slowing down.
    if (now - this.#openedAt > MAX_RETRY_MS) this.#failures = 0;
    this.retryAt = now + Math.min(this.#options.firstRetryMs * 2 ** this.#failures, MAX_RETRY_MS);
    this.#failures += 1;
  }
}
