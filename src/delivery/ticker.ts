const DONE = { done: true, value: undefined } as const;

/**
 * Ticks now and then every so many milliseconds, as a pull iterator: a reader that is late gets one tick, not those
 * it missed. Ends at once when it is returned, also while it waits.
 */
export function createTicker(everyMs: number): AsyncIterableIterator<number, undefined> {
  let nextAtMs = performance.now();
  let stopped = false;
  const sleepers = new Set<() => void>();
  return {
    async next() {
      const waitMs = nextAtMs - performance.now();
      if (waitMs > 0 && !stopped) {
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            sleepers.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, waitMs);
          sleepers.add(wake);
        });
      }
      if (stopped) return DONE;
      nextAtMs = performance.now() + everyMs;
      return { done: false, value: Date.now() };
    },
    async return() {
      stopped = true;
      for (const wake of sleepers) wake();
      return DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
