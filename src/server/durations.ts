/** Upper bounds in milliseconds, of what is one and a half to three times as long each. */
export const BOUNDS_MS: readonly number[] = [
  0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000,
];

/** How often something took how long, by bounds. To note a duration costs no more when it stands for many. */
export class Durations {
  readonly #counts = BOUNDS_MS.map(() => 0);
  #count = 0;
  #sumMs = 0;

  /** @param times how often it took so long */
  note(ms: number, times = 1): void {
    let at = 0;
    while (at < BOUNDS_MS.length && ms > BOUNDS_MS[at]!) at += 1;
    if (at < BOUNDS_MS.length) this.#counts[at]! += times;
    this.#count += times;
    // A clock may have been set back meanwhile.
    this.#sumMs += Math.max(0, ms) * times;
  }

  get count(): number {
    return this.#count;
  }

  get sumMs(): number {
    return this.#sumMs;
  }

  /** For each bound, how often it did not take longer. */
  get cumulative(): number[] {
    let sum = 0;
    return this.#counts.map((count) => (sum += count));
  }
}
