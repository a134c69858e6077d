import type { ClientStatus } from '../client/index.ts';

export interface ConnectionNoticesOptions {
  /** Where the server is, for people. */
  readonly place: string;
  /** Whether somebody looks on, who wants to know that all is well, too. */
  readonly isWatched: boolean;
  /** What lasts no longer than this is not worth a word, in milliseconds. */
  readonly patienceMs: number;
  readonly tell: (notice: string) => void;
}

/** Tells in a few lines how the connection fares: what lasts, once, and its end. */
export class ConnectionNotices implements Disposable {
  readonly #options: ConnectionNoticesOptions;
  #status: ClientStatus | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was told of the trouble that lasts. */
  #told: string | undefined;
  #wasUp = false;
  #wasFallback = false;

  constructor(options: ConnectionNoticesOptions) {
    this.#options = options;
  }

  take(status: ClientStatus): void {
    this.#status = status;
    switch (status.state) {
      case 'live':
      case 'fallback':
        return this.#up(status);
      case 'connecting':
      case 'resuming':
      case 'offline':
        return this.#down();
      case 'idle':
      case 'refused':
        return this[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #up({ state, reason }: ClientStatus): void {
    this[Symbol.dispose]();
    const isFallback = state === 'fallback';
    const wasTold = this.#told !== undefined;
    const isFirst = !this.#wasUp;
    const isNews = isFirst || (isFallback && !this.#wasFallback);
    this.#told = undefined;
    this.#wasUp = true;
    this.#wasFallback = isFallback;
    const { place, isWatched, tell } = this.#options;
    if (!wasTold && !(isNews && isWatched)) return;
    const way = isFallback ? ' over an event stream' : '';
    const why = isFallback && reason !== null ? ` (${reason})` : '';
    tell(wasTold && !isFirst ? `Connected again${way}${why}.` : `Following ${place}${way}${why}.`);
  }

  #down(): void {
    if (this.#told !== undefined) return this.#tellTrouble();
    this.#timer ??= setTimeout(() => this.#tellTrouble(), this.#options.patienceMs);
  }

  #tellTrouble(): void {
    const { state, reason } = this.#status!;
    const what = `${state} ${reason}`;
    // Each attempt that fails the same way as the one before is no news.
    if (what === this.#told) return;
    this.#told = what;
    this.#options.tell(troubleWords(this.#status!, this.#options.place, Date.now()));
  }
}

function troubleWords({ state, reason, retryAtMs }: ClientStatus, place: string, nowMs: number): string {
  const why = reason === null ? '' : ` (${reason})`;
  if (state === 'connecting') return `Connecting to ${place} …`;
  if (state === 'resuming') return `Connection lost${why}, resuming …`;
  const seconds = retryAtMs === null ? 0 : Math.ceil((retryAtMs - nowMs) / 1_000);
  const when = seconds > 0 ? `the next attempt is in ${seconds} s` : 'trying again';
  return `Offline${why}: ${when}, and so on until it works.`;
}
