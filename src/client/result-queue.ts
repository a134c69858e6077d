import type { SpecClientError } from './client-error.ts';
import type { SpecObserver, SpecResult } from './live-operation.ts';

/** As many results wait for whoever iterates; then the subscription pauses, and goes on when they have been taken. */
const MAX_WAITING = 256;

export interface ResultQueueOptions {
  /** Called when the iteration is left. */
  readonly onReturn: () => void;
  /** Called when nothing more should come, … */
  readonly onFull: () => void;
  /** … and when it should again. */
  readonly onEmpty: () => void;
}

type Step<TData> = IteratorResult<SpecResult<TData>, undefined>;

/** The results of a subscription, to be iterated. Whoever leaves the iteration, also while it waits, ends it. */
export class ResultQueue<TData> {
  readonly #options: ResultQueueOptions;
  readonly #waiting: SpecResult<TData>[] = [];
  readonly #takers: PromiseWithResolvers<Step<TData>>[] = [];
  #isFull = false;
  #isOver = false;
  #error: SpecClientError | undefined;

  constructor(options: ResultQueueOptions) {
    this.#options = options;
  }

  readonly observer: SpecObserver<TData> = {
    next: (value) => {
      const taker = this.#takers.shift();
      if (taker) return taker.resolve({ done: false, value });
      this.#waiting.push(value);
      if (this.#waiting.length < MAX_WAITING || this.#isFull) return;
      this.#isFull = true;
      this.#options.onFull();
    },
    error: (error) => {
      this.#isOver = true;
      const taker = this.#takers.shift();
      if (taker) taker.reject(error);
      else this.#error = error;
      this.#dismiss();
    },
    complete: () => {
      this.#isOver = true;
      this.#dismiss();
    },
  };

  readonly iterator: AsyncIterableIterator<SpecResult<TData>, undefined> = {
    next: () => {
      const value = this.#waiting.shift();
      if (value !== undefined) {
        if (this.#isFull && this.#waiting.length === 0) {
          this.#isFull = false;
          this.#options.onEmpty();
        }
        return Promise.resolve({ done: false, value });
      }
      if (this.#error) {
        const error = this.#error;
        this.#error = undefined;
        return Promise.reject(error);
      }
      if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
      const taker = Promise.withResolvers<Step<TData>>();
      this.#takers.push(taker);
      return taker.promise;
    },
    return: () => {
      this.#leave();
      return Promise.resolve({ done: true, value: undefined });
    },
    throw: (error: unknown) => {
      this.#leave();
      return Promise.reject(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };

  #leave(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
    this.#dismiss();
    this.#options.onReturn();
  }

  #dismiss(): void {
    for (const taker of this.#takers.splice(0)) taker.resolve({ done: true, value: undefined });
  }
}
