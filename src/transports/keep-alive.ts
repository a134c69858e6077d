/** One timer that beats for every open connection. */
export interface KeepAlive extends Disposable {
  /** Calls `beat` at each interval until the returned function is called; calling that twice is harmless. */
  add(beat: () => void): () => void;
}

/**
 * A timer shared by all connections, running only while there are any.
 * @param everyMs Milliseconds between beats; `0` and `Infinity` never beat.
 */
export function createKeepAlive(everyMs: number): KeepAlive {
  const beats = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    add(beat) {
      // A set holds a function once; the wrapper lets one function be added twice.
      const entry = (): void => beat();
      beats.add(entry);
      if (everyMs > 0 && Number.isFinite(everyMs)) {
        timer ??= setInterval(() => {
          for (const each of beats) each();
        }, everyMs).unref();
      }
      return () => {
        beats.delete(entry);
        if (beats.size === 0) stop();
      };
    },
    [Symbol.dispose]() {
      beats.clear();
      stop();
    },
  };
}
