/** Ranges of the histogram: up to a limit, in steps, both in milliseconds. */
const RANGES = [
  { upToMs: 100, stepMs: 0.1 },
  { upToMs: 10_000, stepMs: 1 },
  { upToMs: 600_000, stepMs: 100 },
] as const;

/** Latencies as a histogram: noting one costs an increment, whatever their number. */
export class Latencies {
  readonly #counts = RANGES.map(({ upToMs, stepMs }) => new Uint32Array(Math.ceil(upToMs / stepMs) + 1));
  #total = 0;
  #maxMs = 0;

  get maxMs(): number {
    return this.#maxMs;
  }

  note(ms: number): void {
    const atLeastZero = Math.max(0, ms);
    const range = RANGES.findIndex(({ upToMs }) => atLeastZero < upToMs);
    const { stepMs } = RANGES[range] ?? RANGES[0];
    const counts = this.#counts[range];
    if (counts) counts[Math.floor(atLeastZero / stepMs)]! += 1;
    this.#total += 1;
    if (atLeastZero > this.#maxMs) this.#maxMs = atLeastZero;
  }

  /** The latency that this share of all, from 0 to 1, does not exceed; in milliseconds. */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#total * share));
    for (const [range, counts] of this.#counts.entries()) {
      for (const [at, count] of counts.entries()) {
        left -= count;
        if (left <= 0) return Math.min((at + 1) * RANGES[range]!.stepMs, this.#maxMs);
      }
    }
    return this.#maxMs;
  }
}
