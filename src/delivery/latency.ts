interface Sample {
  readonly atMs: number;
  readonly latencyMs: number;
  readonly count: number;
}

const SPAN_MS = 60_000;

/** Latencies of the last minute, within a fixed memory: of more samples than fit, the newest count. */
export class LatencyWindow {
  readonly #samples: Sample[] = [];
  readonly #capacity: number;
  readonly #now: () => number;
  #next = 0;

  constructor(now: () => number, capacity = 4096) {
    this.#now = now;
    this.#capacity = capacity;
  }

  /** @param count how many deliveries it is the latency of */
  record(latencyMs: number, count = 1): void {
    this.#samples[this.#next] = { atMs: this.#now(), latencyMs: Math.max(0, latencyMs), count };
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The least latency that a share (0 to 1) of the last minute's deliveries stays within; `null` without any. */
  percentile(share: number): number | null {
    const since = this.#now() - SPAN_MS;
    const recent = this.#samples
      .filter(({ atMs }) => atMs >= since)
      .sort((a, b) => a.latencyMs - b.latencyMs);
    let left = share * recent.reduce((sum, { count }) => sum + count, 0);
    for (const { latencyMs, count } of recent) {
      left -= count;
      if (left <= 0) return latencyMs;
    }
    return recent.at(-1)?.latencyMs ?? null;
  }
}
