/** What a keep-alive beats for. */
export interface Beating {
  /** Called at each interval. */
  beat(): void;
}

/** One timer that beats for every open connection. */
export interface KeepAlive extends Disposable {
  /** Milliseconds between beats; `Infinity` where there are none. */
  readonly everyMs: number;
  /** Beats for it at each interval until it is removed; adding it twice is adding it once. */
  add(beating: Beating): void;
  /** Twice is harmless. */
  remove(beating: Beating): void;
}

/** How long beats may hold the event loop at a time, in milliseconds. */
const SLICE_MS = 5;

/**
 * A timer shared by all connections, running only while there are any. Ten thousand beats at once would keep
 * everybody waiting, so the event loop turns between some of them.
 * @param everyMs Milliseconds between beats; `0` and `Infinity` never beat.
 */
export function createKeepAlive(everyMs: number): KeepAlive {
  const all = new Set<Beating>();
  let timer: NodeJS.Timeout | undefined;
  let round:
    | { readonly waiting: Iterator<Beating, undefined>; readonly immediate: NodeJS.Immediate }
    | undefined;

  function stop(): void {
    clearInterval(timer);
    clearImmediate(round?.immediate);
    timer = undefined;
    round = undefined;
  }

  /** Not in the timer's turn: after a pause of the process, what has arrived meanwhile is to be read first. */
  function beatSoon(waiting: Iterator<Beating, undefined>): void {
    round = { waiting, immediate: setImmediate(beatSome) };
  }

  function beatSome(): void {
    if (!round) return;
    const { waiting } = round;
    const endsAt = performance.now() + SLICE_MS;
    for (let step = waiting.next(); !step.done; step = waiting.next()) {
      step.value.beat();
      // What beats last may be removed by it, which ends the round.
      if (!round) return;
      if (performance.now() >= endsAt) return beatSoon(waiting);
    }
    round = undefined;
  }

  const doesBeat = everyMs > 0 && Number.isFinite(everyMs);

  return {
    everyMs: doesBeat ? everyMs : Infinity,
    add(beating) {
      all.add(beating);
      if (doesBeat) timer ??= setInterval(() => round ?? beatSoon(all.values()), everyMs).unref();
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
