/** What is ended when the token that opened it expires. */
export interface Expiring {
  expire(): void;
}

/** When what is open expires: one timer for all of it. */
export interface Expiries extends Disposable {
  /** Has it end then, in milliseconds since 1970, instead of at any time set before; `Infinity` for never. */
  set(expiring: Expiring, atMs: number): void;
  /** Twice is harmless. */
  remove(expiring: Expiring): void;
}

/** The longest sleep, in milliseconds: the clock may be set, and a machine may sleep. */
const MAX_SLEEP_MS = 60_000;

/**
 * Ends things within a second of when they expire.
 * @param now the time in milliseconds since 1970
 */
export function createExpiries(now: () => number = Date.now): Expiries {
  const seconds = new Map<Expiring, number>();
  const bySecond = new Map<number, Set<Expiring>>();
  let timer: NodeJS.Timeout | undefined;
  let wakesAtMs = Infinity;

  function remove(expiring: Expiring): void {
    const second = seconds.get(expiring);
    if (second === undefined) return;
    seconds.delete(expiring);
    const others = bySecond.get(second);
    others?.delete(expiring);
    if (others?.size === 0) bySecond.delete(second);
    if (seconds.size === 0) stop();
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    wakesAtMs = Infinity;
  }

  function sleepUntil(dueMs: number): void {
    clearTimeout(timer);
    wakesAtMs = dueMs;
    timer = setTimeout(wake, Math.max(0, Math.min(dueMs - now(), MAX_SLEEP_MS))).unref();
  }

  function wake(): void {
    const timeMs = now();
    let next = Infinity;
    for (const [second, all] of bySecond) {
      if (second * 1000 > timeMs) {
        next = Math.min(next, second);
        continue;
      }
      for (const expiring of all) {
        remove(expiring);
        expiring.expire();
      }
    }
    if (next < Infinity) sleepUntil(next * 1000);
    else stop();
  }

  return {
    set(expiring, atMs) {
      remove(expiring);
      if (!Number.isFinite(atMs)) return;
      const second = Math.ceil(atMs / 1000);
      seconds.set(expiring, second);
      const others = bySecond.get(second);
      if (others) others.add(expiring);
      else bySecond.set(second, new Set([expiring]));
      if (second * 1000 < wakesAtMs) sleepUntil(second * 1000);
    },
    remove,
    [Symbol.dispose]() {
      stop();
      seconds.clear();
      bySecond.clear();
    },
  };
}
