/** Runs a task soon, however often it is asked to. */
export interface Pace extends Disposable {
  ask(): void;
}

export interface PaceOptions {
  /** Between two runs, at least, in milliseconds. */
  readonly gapMs: number;
  /** Calls back when there is something to draw on. */
  readonly nextFrame: (callback: () => void) => void;
}

/** The first time with the next frame, and then not more often than the gap allows. */
export function createPace(task: () => void, { gapMs, nextFrame }: PaceOptions): Pace {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  let isOver = false;

  function run(): void {
    if (isOver) return;
    isAsked = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isAsked) nextFrame(run);
    }, gapMs);
    task();
  }

  return {
    ask() {
      if (isAsked) return;
      isAsked = true;
      if (timer === undefined) nextFrame(run);
    },
    [Symbol.dispose]() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
