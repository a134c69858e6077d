import type { Clock } from './clock.ts';

/** How long things settle, and what happens then. */
export interface SettleOptions {
  /** Quiet time after the last touch, in milliseconds. `0`: due with the next turn. */
  readonly settleMs: number;
  /** Longest time from the first touch of a burst, in milliseconds. */
  readonly maxSettleMs: number;
  readonly clock: Clock;
  /**
   * Takes all keys that are due together; they are no longer pending.
   * @param settledMs how long ago the first of them was touched; `undefined` where all were deferred
   */
  onDue(keys: readonly string[], settledMs: number | undefined): void;
}

/** Keys that wait until nothing touches them any more. */
export interface SettleQueue {
  /** Notes an event of the key: it is due when quiet, or when its burst lasts too long. */
  touch(key: string): void;
  /** Makes keys due after a fixed time; no burst waits for them. A key that is pending already stays as it is. */
  defer(keys: Iterable<string>, delayMs: number): void;
  has(key: string): boolean;
  keys(): Iterable<string>;
  /** Forgets all keys and stops the timer. */
  clear(): void;
}

interface Pending {
  readonly firstAt: number;
  readonly dueAt: number;
  readonly deferred: boolean;
}

/**
 * Gathers events until they settle, key by key. Keys that become due while others of their burst are still
 * unquiet linger for those, at most one `settleMs`, so that a checkout of many files stays together and a file
 * written without end holds nobody back.
 */
export function createSettleQueue(options: SettleOptions): SettleQueue {
  const { settleMs, maxSettleMs, clock } = options;
  const pending = new Map<string, Pending>();
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  const arm = (at: number): void => {
    if (timer !== undefined && timer.at <= at) return;
    timer?.cancel();
    timer = { at, cancel: clock.after(Math.max(0, at - clock.now()), fire) };
  };

  const fire = (): void => {
    timer = undefined;
    const now = clock.now();
    const due: string[] = [];
    let firstAtOfAll = Infinity;
    let firstDueAt = Infinity;
    let nextDueAt = Infinity;
    let lastOfBurstAt = -Infinity;
    for (const [key, { firstAt, dueAt, deferred }] of pending) {
      if (dueAt <= now) {
        due.push(key);
        if (!deferred) firstAtOfAll = Math.min(firstAtOfAll, firstAt);
        firstDueAt = Math.min(firstDueAt, dueAt);
      } else {
        nextDueAt = Math.min(nextDueAt, dueAt);
        if (!deferred) lastOfBurstAt = Math.max(lastOfBurstAt, dueAt);
      }
    }
    const lingerUntil = Math.min(firstDueAt + settleMs, lastOfBurstAt);
    if (due.length > 0 && now < lingerUntil) {
      arm(lingerUntil);
      return;
    }
    for (const key of due) pending.delete(key);
    if (nextDueAt < Infinity) arm(nextDueAt);
    if (due.length > 0) options.onDue(due, firstAtOfAll < Infinity ? now - firstAtOfAll : undefined);
  };

  return {
    touch(key) {
      const now = clock.now();
      const before = pending.get(key);
      const firstAt = before === undefined || before.deferred ? now : before.firstAt;
      const dueAt = Math.min(now + settleMs, firstAt + maxSettleMs);
      pending.set(key, { firstAt, dueAt, deferred: false });
      // A later touch only moves a due time back, so the timer that runs is never too late.
      arm(dueAt);
    },
    defer(keys, delayMs) {
      const now = clock.now();
      const dueAt = now + delayMs;
      for (const key of keys) {
        if (!pending.has(key)) pending.set(key, { firstAt: now, dueAt, deferred: true });
      }
      if (pending.size > 0) arm(dueAt);
    },
    has: (key) => pending.has(key),
    keys: () => pending.keys(),
    clear() {
      pending.clear();
      timer?.cancel();
      timer = undefined;
    },
  };
}
