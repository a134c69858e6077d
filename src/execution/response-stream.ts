import type { ExecutionResult } from 'graphql';
import type { EventReader, EventSource } from './event-source.ts';
import type { LoopShare } from '../loop-share.ts';
import type { Channel, Envelope } from './plan.ts';
import type { PlanSeat } from './plans.ts';

/** Counts what a stream has delivered. */
export interface Tally {
  /** Results that the transport has taken. */
  delivered: number;
  /** Changes that were told joined into another. */
  conflated: number;
}

/** Where a transport takes the results of a stream at once, several in a batch. */
export interface ResultSink<TBatch extends { readonly bytes: number }> {
  /** How this kind of connection wraps results. */
  readonly envelope: Envelope<TBatch>;
  /** Nothing where the network has taken all that was sent before; else what resolves when it has, or is gone. */
  room(): Promise<void> | undefined;
  /** Sends a batch; there was room just before. */
  take(batch: TBatch): void;
}

/** What the streams of an executor share. */
export interface StreamHost {
  /**
   * What keeps a stream that always has something from holding the event loop: a write that the kernel takes at once
   * calls back before the loop turns.
   */
  readonly share: LoopShare;
  /** How many changes an event stands for, less those it tells of. */
  readonly joinedIn: (event: unknown) => number;
  /** The result to end with when a source throws. */
  readonly onSourceError: (error: unknown) => ExecutionResult;
  /** Called when the transport has taken the result of an event that was pulled: when it asks for the next. */
  readonly onTaken: (event: unknown, context: unknown) => void;
}

/** How a stream turns events into results. */
export interface ResponseStreamOptions {
  readonly source: EventSource;
  /** Where those who ask the same share the results; they are executed there. */
  readonly seat: PlanSeat | undefined;
  /** Runs the operation for one event, where there is no seat; must not throw. */
  readonly execute: ((event: unknown) => Promise<ExecutionResult> | ExecutionResult) | undefined;
  readonly tally: Tally | null;
  readonly context: unknown;
}

/** Events and what the stream's plan makes of them for one kind of connection. */
interface SharedBatch {
  readonly content: { readonly bytes: number };
  readonly deliveries: number;
  readonly conflated: number;
}

const DONE = { done: true, value: undefined } as const;

/**
 * The results of a subscription, pulled one by one, or taken in batches by a sink that has room. Holds no event but
 * the one being delivered, and ends at once when it is returned, also while the source is silent. (It has `throw`, so
 * that graphql-ws and graphql-sse see a generator and return it.)
 */
export class ResponseStream
  implements AsyncGenerator<ExecutionResult, undefined, undefined>, EventReader<unknown, SharedBatch>
{
  readonly #host: StreamHost;
  readonly #options: ResponseStreamOptions;
  /** Beside the options, since it is written to with every delivery. */
  readonly #tally: Tally | null;
  #sink: ResultSink<{ readonly bytes: number }> | undefined;
  #channel: Channel | undefined;
  #delivering: { readonly event: unknown } | undefined;
  #done = false;

  constructor(options: ResponseStreamOptions, host: StreamHost) {
    this.#options = options;
    this.#tally = options.tally;
    this.#host = host;
  }

  /** Where a client that is cut off before the first result resumes. */
  get cursor(): string | undefined {
    return this.#options.source.cursor;
  }

  /**
   * Lets the sink take results in batches from now on, while a `next()` is pending; that resolves to what could not
   * be taken so. Has no effect where the results are not shared.
   */
  attach<TBatch extends { readonly bytes: number }>(sink: ResultSink<TBatch>): void {
    const { source, seat } = this.#options;
    if (!seat || !source.attach || this.#done) return;
    this.#sink = sink;
    this.#channel = seat.plan.channel(this.#sink.envelope);
    source.attach(this);
  }

  get plan(): object {
    return this.#channel ?? this;
  }

  prepare(events: readonly unknown[]): SharedBatch | undefined {
    return this.#withCounts(events, this.#channel?.batch(events as readonly object[]));
  }

  recall(events: readonly unknown[]): SharedBatch | undefined {
    return this.#withCounts(events, this.#channel?.replay(events as readonly object[]));
  }

  room(): Promise<void> | undefined {
    return this.#sink?.room();
  }

  turn(): Promise<void> | undefined {
    return this.#host.share.turn();
  }

  take({ content, deliveries, conflated }: SharedBatch): void {
    this.#count(deliveries, conflated);
    this.#sink?.take(content);
  }

  next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#settleDelivery();
    const nextTurn = this.turn();
    return nextTurn ? nextTurn.then(() => this.#pull()) : this.#pull();
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.#done) {
      this.#done = true;
      this.#delivering = undefined;
      this.#options.seat?.leave();
      await this.#options.source.return();
    }
    return DONE;
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

  #pull(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#done) return Promise.resolve(DONE);
    return this.#options.source.next().then(
      (step) => this.#deliver(step),
      (error: unknown) => this.#break(error),
    );
  }

  async #deliver(
    step: IteratorResult<unknown, undefined>,
  ): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (step.done) return this.return();
    const value = await this.#execute(step.value);
    if (this.#done) return DONE;
    this.#delivering = { event: step.value };
    return { done: false, value };
  }

  async #break(error: unknown): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.return();
    return { done: false, value: this.#host.onSourceError(error) };
  }

  #withCounts(
    events: readonly unknown[],
    content: { readonly bytes: number } | undefined,
  ): SharedBatch | undefined {
    if (!content) return undefined;
    const conflated = events.reduce<number>((sum, event) => sum + this.#host.joinedIn(event), 0);
    return { content, deliveries: events.length, conflated };
  }

  #execute(event: unknown): Promise<ExecutionResult> | ExecutionResult {
    const { seat, execute } = this.#options;
    if (execute) return execute(event);
    return seat!.plan.result(event as object, this.#sink?.envelope.view);
  }

  #settleDelivery(): void {
    const delivered = this.#delivering;
    this.#delivering = undefined;
    if (!delivered) return;
    this.#count(1, this.#host.joinedIn(delivered.event));
    this.#host.onTaken(delivered.event, this.#options.context);
  }

  #count(deliveries: number, conflated: number): void {
    if (!this.#tally) return;
    this.#tally.delivered += deliveries;
    this.#tally.conflated += conflated;
  }
}
