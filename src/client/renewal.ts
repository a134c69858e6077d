import { waitMs, type Timing } from './timing.ts';
import type { TokenSource } from './token-source.ts';

/** What a timer can hold: one for longer goes off at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface RenewalOptions {
  readonly token: TokenSource;
  readonly timing: Pick<Timing, 'retryMs' | 'maxRetryMs'>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called with each new token. */
  readonly onToken: (token: string) => void;
}

/** Gets a new token before the one in use expires; where there is none, again and again, more and more slowly. */
export class Renewal {
  readonly #options: RenewalOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Told apart, for one may be stopped while it waits for a token. */
  #course = 0;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** Renews from now on the token that was had last. */
  start(): void {
    this.stop();
    this.#plan(0);
  }

  stop(): void {
    this.#course += 1;
    clearTimeout(this.#timer);
  }

  /** @param failures how often in a row there was no new token */
  #plan(failures: number): void {
    const { token, timing, random } = this.#options;
    const dueMs = token.renewalInMs();
    if (dueMs === undefined) return;
    const pauseMs = failures > 0 ? waitMs({ kind: 'lost' }, failures, timing, random()) : 0;
    const ms = Math.min(MAX_TIMER_MS, Math.max(pauseMs, dueMs));
    this.#timer = setTimeout(() => void this.#renew(failures), ms);
  }

  async #renew(failures: number): Promise<void> {
    const course = this.#course;
    try {
      const token = await this.#options.token.fresh();
      if (course !== this.#course) return;
      if (token !== undefined) this.#options.onToken(token);
      this.#plan(0);
    } catch {
      // The old one lasts a little; when it is over, the attempt to connect says what is wrong.
      if (course === this.#course) this.#plan(failures + 1);
    }
  }
}
