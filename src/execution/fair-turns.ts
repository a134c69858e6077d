/**
 * Shares the event loop between streams that always have something to deliver. A write that the kernel takes at once
 * calls back before the loop turns, so that without this a long replay would keep timers and other sockets waiting.
 */
export class FairTurns {
  readonly #sliceMs: number;
  #startedAt: number | undefined;
  #next: Promise<void> | undefined;

  /** @param sliceMs how long deliveries may hold the loop at a time, in milliseconds */
  constructor(sliceMs = 10) {
    this.#sliceMs = sliceMs;
  }

  /** Nothing while the loop's present turn is young; else what resolves with its next turn. */
  take(): Promise<void> | undefined {
    const now = performance.now();
    if (this.#startedAt === undefined) {
      this.#startedAt = now;
      this.#next = new Promise((resolve) => {
        setImmediate(() => {
          this.#startedAt = undefined;
          resolve();
        });
      });
    }
    return now - this.#startedAt > this.#sliceMs ? this.#next : undefined;
  }
}
