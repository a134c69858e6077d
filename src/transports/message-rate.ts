/** How many seconds' worth of messages may come at once. */
const BURST_SECONDS = 10;

/** Counts messages against a lasting rate; whoever was silent for a while may send many at once. */
export class MessageRate {
  readonly #perSecond: number;
  #left: number;
  #countedAtMs: number;

  /** @param perSecond `0` for any number */
  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond * BURST_SECONDS;
    this.#countedAtMs = nowMs;
  }

  /** Whether one more may come. */
  take(nowMs: number): boolean {
    if (this.#perSecond === 0) return true;
    const earned = ((nowMs - this.#countedAtMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#left + earned, this.#perSecond * BURST_SECONDS);
    this.#countedAtMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
