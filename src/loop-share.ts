/** How a share of the event loop is measured. */
export interface LoopShareOptions {
  /** How long work may hold the loop in one turn, in milliseconds; the piece that is under way then is ended. */
  readonly sliceMs: number;
  /** Time that never goes back, in milliseconds. @default the process's own */
  readonly now?: () => number;
}

/** Shares the event loop with others: work is cut into pieces, and each turn of the loop does a slice of them. */
export class LoopShare {
  readonly #sliceMs: number;
  readonly #now: () => number;
  /** When the work of this turn of the loop began. */
  #startedAt: number | undefined;
  #next: Promise<void> = Promise.resolve();
  /** Pieces that wait for a later turn, in order. */
  #waiting: (() => void)[] = [];

  constructor({ sliceMs, now = () => performance.now() }: LoopShareOptions) {
    this.#sliceMs = sliceMs;
    this.#now = now;
  }

  /** Does a piece of work now, or in a later turn where this one is used up; in the order in which it is asked for. */
  do<T>(piece: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(piece());
        } catch (error) {
          reject(error);
        }
      };
      if (this.#waiting.length > 0 || this.#isUsedUp()) this.#waiting.push(run);
      else run();
    });
  }

  /**
   * Takes all steps, as many in a turn as there is time for; gives what they return.
   * @throws the reason of the signal, between two steps
   */
  async takeSteps<T>(steps: Iterator<unknown, T, undefined>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#isUsedUp()) {
        await this.#next;
        continue;
      }
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** Nothing where work may go on in this turn; else what resolves in the next. */
  turn(): Promise<void> | undefined {
    return this.#isUsedUp() ? this.#next : undefined;
  }

  #isUsedUp(): boolean {
    if (this.#startedAt !== undefined) return this.#now() - this.#startedAt >= this.#sliceMs;
    this.#startedAt = this.#now();
    this.#next = new Promise((resolve) => {
      setImmediate(() => {
        this.#startedAt = undefined;
        this.#doWaiting();
        resolve();
      });
    });
    return false;
  }

  #doWaiting(): void {
    const pieces = this.#waiting;
    let done = 0;
    while (done < pieces.length && !this.#isUsedUp()) {
      pieces[done]!();
      done += 1;
    }
    this.#waiting = pieces.slice(done);
  }
}
