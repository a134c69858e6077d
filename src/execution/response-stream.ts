import type { ExecutionResult } from 'graphql';
import type { EventSource } from './event-source.ts';
import type { FairTurns } from './fair-turns.ts';

/** How a stream turns events into results. */
export interface ResponseStreamOptions<T> {
  readonly source: EventSource<T>;
  /** Runs the operation for one event; must not throw. */
  readonly execute: (event: T) => Promise<ExecutionResult> | ExecutionResult;
  /** The result to end with when the source throws. */
  readonly onSourceError: (error: unknown) => ExecutionResult;
  /** Called when the transport has taken an event's result, which is when it asks for the next. */
  readonly onTaken?: (event: T) => void;
  /** Called once when the stream has ended. */
  readonly onEnd?: () => void;
  /** What keeps a stream that always has something from holding the event loop. */
  readonly turns?: FairTurns;
}

/**
 * The results of a subscription, pulled one by one. Holds no event but the one being delivered, and ends at once
 * when it is returned, also while the source is silent. (It has `throw`, so that graphql-ws and graphql-sse see a
 * generator and return it.)
 */
export class ResponseStream<T = unknown> implements AsyncGenerator<ExecutionResult, undefined, undefined> {
  readonly #options: ResponseStreamOptions<T>;
  #delivering: { readonly event: T } | undefined;
  #done = false;

  constructor(options: ResponseStreamOptions<T>) {
    this.#options = options;
  }

  /** Where a client that is cut off before the first result resumes. */
  get cursor(): string | undefined {
    return this.#options.source.cursor;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#settleDelivery();
    const nextTurn = this.#options.turns?.take();
    if (nextTurn) await nextTurn;
    if (this.#done) return { done: true, value: undefined };
    let event: T;
    try {
      const step = await this.#options.source.next();
      if (step.done) return await this.return();
      event = step.value;
    } catch (error) {
      await this.return();
      return { done: false, value: this.#options.onSourceError(error) };
    }
    const value = await this.#options.execute(event);
    if (this.#done) return { done: true, value: undefined };
    this.#delivering = { event };
    return { done: false, value };
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.#done) {
      this.#done = true;
      this.#delivering = undefined;
      this.#options.onEnd?.();
      await this.#options.source.return();
    }
    return { done: true, value: undefined };
  }

  async throw(): Promise<IteratorResult<ExecutionResult, undefined>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #settleDelivery(): void {
    const delivered = this.#delivering;
    this.#delivering = undefined;
    if (delivered) this.#options.onTaken?.(delivered.event);
  }
}
