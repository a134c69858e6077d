/** What a keep-alive beats for. */
export interface Beating {
  /** Called at each interval. */
  beat(): void;
}

/** One timer that beats for every open connection. */
export interface KeepAlive extends Disposable {
  /** Beats for it at each interval until it is removed; adding it twice is adding it once. */
  add(beating: Beating): void;
  /** Twice is harmless. */
  remove(beating: Beating): void;
}

/**
 * A timer shared by all connections, running only while there are any.
 * @param everyMs Milliseconds between beats; `0` and `Infinity` never beat.
 */
export function createKeepAlive(everyMs: number): KeepAlive {
  const all = new Set<Beating>();
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    add(beating) {
      all.add(beating);
      if (everyMs > 0 && Number.isFinite(everyMs)) {
        timer ??= setInterval(() => {
          for (const each of all) each.beat();
        }, everyMs).unref();
      }
    },
    remove(beating) {
      all.delete(beating);
      if (all.size === 0) stop();
    },
    [Symbol.dispose]() {
      all.clear();
      stop();
    },
  };
}
