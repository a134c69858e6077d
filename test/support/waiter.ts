/** Values in the order in which they come; whoever asks early waits. */
export class Waiter<T> {
  readonly #values: T[] = [];
  readonly #takers: ((value: T) => void)[] = [];

  put(value: T): void {
    const taker = this.#takers.shift();
    if (taker) taker(value);
    else this.#values.push(value);
  }

  next(): Promise<T> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** What has come and was not taken. */
  get waiting(): readonly T[] {
    return this.#values;
  }
}
