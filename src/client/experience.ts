import type { Timing } from './timing.ts';

/** What is known of a transport: whether it gets through here, and when it should be tried again if not. */
export class Experience {
  readonly #timing: Timing;
  readonly #random: () => number;
  #blockedUntilMs = -Infinity;
  /** How long it is left alone the next time. */
  #againMs: number;
  /** Lives in a row that were short. */
  #shortLives = 0;

  constructor(timing: Timing, random: () => number) {
    this.#timing = timing;
    this.#random = random;
    this.#againMs = timing.tryAgainMs;
  }

  /** Whether others should be tried before it. */
  get isBlocked(): boolean {
    return this.#blockedUntilMs > performance.now();
  }

  /** How long it should still be left alone, in milliseconds; it is left alone from now on where it was not before. */
  block(): number {
    const nowMs = performance.now();
    if (this.#blockedUntilMs <= nowMs) {
      this.#blockedUntilMs = nowMs + this.#againMs * (0.75 + this.#random() / 2);
      this.#againMs = Math.min(this.#timing.maxTryAgainMs, this.#againMs * 2);
      this.#shortLives = 0;
    }
    return this.#blockedUntilMs - nowMs;
  }

  /** It is tried, whatever was found before. */
  unblock(): void {
    this.#blockedUntilMs = -Infinity;
  }

  /** A connection has ended after a life that was long enough to trust the transport. */
  lasted(): void {
    this.#shortLives = 0;
    this.#againMs = this.#timing.tryAgainMs;
  }

  /** A connection broke soon. Too many of them in a row, and the transport counts as one that does not get through. */
  broke(): void {
    this.#shortLives += 1;
    if (this.#shortLives >= this.#timing.maxShortLives) this.block();
  }
}
