import type { Subscriber } from './subscriber.ts';

/** The subscribers that begin at a position which the log has not come to. */
export class Awaiting {
  /** With how often the head was found to be the newest there is since they came. */
  readonly #subscribers = new Map<Subscriber, number>();

  add(subscriber: Subscriber): void {
    this.#subscribers.set(subscriber, 0);
  }

  delete(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  clear(): void {
    this.#subscribers.clear();
  }

  /** The log has moved on: lets begin who can. */
  arrive(): void {
    for (const subscriber of this.#subscribers.keys()) {
      if (subscriber.arrive()) this.#subscribers.delete(subscriber);
    }
  }

  /** There is nothing beyond the head: who begins there was told of what has been lost. */
  confirm(): void {
    for (const [subscriber, times] of this.#subscribers) {
      this.#subscribers.set(subscriber, times + 1);
      // The first time it may have been asked before the subscriber came.
      if (times > 0 && this.#subscribers.delete(subscriber)) subscriber.beginAnew();
    }
  }
}
