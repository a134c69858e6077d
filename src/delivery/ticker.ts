const DONE = { done: true, value: undefined } as const;

/**
 * Ticks now and then every so many milliseconds, as a pull iterator: a reader that is late gets one tick, not those
 * it missed. Ends at once when it is returned, also while it waits.
 */
export function createTicker(everyMs: number): AsyncIterableIterator<number, undefined> {
  let nextAtMs = performance.now();
  let stopped = false;
  let wake: (() => void) | undefined;
  return {
    async next() {
      const waitMs = nextAtMs - performance.now();
      if (waitMs > 0 && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      if (stopped) return DONE;
      nextAtMs = performance.now() + everyMs;
      return { done: false, value: Date.now() };
    },
    async return() {
      stopped = true;
      wake?.();
      return DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
