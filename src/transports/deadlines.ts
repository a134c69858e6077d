/** The longest a Node timer can run. */
const MAX_TIMER_MS = 2_147_483_647;

/** The same time limit for many, by one timer; it runs only while somebody is waited for. */
export class Deadlines<T> implements Disposable {
  readonly #ms: number;
  readonly #onExpired: (item: T) => void;
  /** When each expires; those that were added first are first. */
  readonly #expiries = new Map<T, number>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param ms How long each may take, in milliseconds; `0` and `Infinity` let it take for ever.
   * @param onExpired Called for each that was not removed in time; must not throw.
   */
  constructor(ms: number, onExpired: (item: T) => void) {
    this.#ms = ms;
    this.#onExpired = onExpired;
  }

  /** How many are waited for. */
  get size(): number {
    return this.#expiries.size;
  }

  add(item: T): void {
    if (this.#ms <= 0 || this.#ms === Infinity) return;
    this.#expiries.set(item, performance.now() + this.#ms);
    this.#timer ??= this.#wait(this.#ms);
  }

  /** Twice is harmless. */
  remove(item: T): void {
    if (this.#expiries.delete(item) && this.#expiries.size === 0) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#expiries.clear();
  }

  #wait(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#expire(), Math.min(Math.ceil(ms), MAX_TIMER_MS));
  }

  #expire(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [item, expiry] of this.#expiries) {
      if (expiry > now) {
        this.#timer = this.#wait(expiry - now);
        return;
      }
      this.#expiries.delete(item);
      this.#onExpired(item);
    }
  }
}
