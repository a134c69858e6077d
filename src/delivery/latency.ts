interface Sample {
  readonly atMs: number;
  readonly latencyMs: number;
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

  record(latencyMs: number): void {
    this.#samples[this.#next] = { atMs: this.#now(), latencyMs: Math.max(0, latencyMs) };
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The least latency that a share (0 to 1) of the last minute's samples stays within; `null` without any. */
  percentile(share: number): number | null {
    const since = this.#now() - SPAN_MS;
    const recent = this.#samples
      .flatMap(({ atMs, latencyMs }) => (atMs >= since ? [latencyMs] : []))
      .sort((a, b) => a - b);
    if (recent.length === 0) return null;
    return recent[Math.max(0, Math.ceil(share * recent.length) - 1)]!;
  }
}
