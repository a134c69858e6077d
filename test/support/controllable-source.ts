import type { EventSource } from '../../src/execution/event-source.ts';

/** A source that a test feeds, breaks and watches; it is silent until it is told otherwise. */
export class ControllableSource<T> implements EventSource<T> {
  readonly cursor = 'start';
  /** How many events were pulled. */
  pulled = 0;
  isReturned = false;
  /** What `return` rejects with, if anything. */
  returnError: Error | undefined;
  readonly returned: Promise<void>;
  readonly #queue: (T | { readonly broken: unknown })[] = [];
  readonly #markReturned: () => void;
  #wake: (() => void) | undefined;
  #endless: (() => T) | undefined;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.returned = promise;
    this.#markReturned = resolve;
  }

  push(...events: T[]): void {
    this.#queue.push(...events);
    this.#wake?.();
  }

  /** From now on there is always one more event. */
  pushForEver(make: () => T): void {
    this.#endless = make;
    this.#wake?.();
  }

  /** The next pull throws. */
  fail(error: unknown): void {
    this.#queue.push({ broken: error });
    this.#wake?.();
  }

  /** Ends as a source does that has no more to say. */
  finish(): void {
    void this.return();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    while (!this.isReturned && this.#queue.length === 0 && !this.#endless) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.isReturned) return { done: true, value: undefined };
    const item = this.#queue.shift() ?? this.#endless!();
    if (typeof item === 'object' && item !== null && 'broken' in item) throw item.broken;
    this.pulled += 1;
    return { done: false, value: item };
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.isReturned = true;
    this.#markReturned();
    this.#wake?.();
    if (this.returnError) return Promise.reject(this.returnError);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
