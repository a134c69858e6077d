/** A clock and its timers; the defaults are the process's own. */
export interface Clock {
  /** Milliseconds from any origin, never going back. */
  now(): number;
  /** Calls back once after `delayMs`; gives the way to cancel it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The process's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
