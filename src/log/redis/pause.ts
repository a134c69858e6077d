/** Waits so many milliseconds, or until the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** How long to wait after so many failures in a row, in milliseconds: longer each time, up to half a second. */
export function backOffMs(failures: number): number {
  return Math.min(500, 50 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
}
