import type { Leaving } from '../transports/leaving.ts';

/** How connections are ended in good order. */
export interface DrainOptions {
  /** The time over which the ends are spread, in milliseconds; `0` ends all at once. */
  readonly overMs: number;
  /** Ends the wait: whoever is left is somebody else's to end. */
  readonly signal: AbortSignal;
}

/** Of the time, the part in which ends fall; the rest is for those who are behind when theirs comes. */
const SPREAD = 0.8;
/** How long those who are behind may take at least, in milliseconds. */
const MIN_CATCH_UP_MS = 1_000;
/** Between two looks, in milliseconds. */
const LOOK_MS = 20;

/**
 * Ends connections, each at a moment of its own, so that their clients do not all come back in the same one. Whoever
 * lacks changes then is ended as soon as that is no longer so, or when the time is over: such a client resumes.
 * Resolves when all were told to leave.
 */
export async function drain(
  connections: readonly Leaving[],
  { overMs, signal }: DrainOptions,
): Promise<void> {
  const startedAt = performance.now();
  const endsAtMs = Math.max(overMs, MIN_CATCH_UP_MS);
  let staying = connections.map((connection) => ({ connection, atMs: Math.random() * SPREAD * overMs }));
  for (;;) {
    const elapsedMs = performance.now() - startedAt;
    staying = staying.filter(({ connection, atMs }) => {
      if (elapsedMs < atMs || (elapsedMs < endsAtMs && connection.isBehind)) return true;
      connection.leave();
      return false;
    });
    if (staying.length === 0 || signal.aborted) return;
    await pause(LOOK_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
