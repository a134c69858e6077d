import type { ExecutionResult } from 'graphql';
import type { ResponseStream, ResultSink } from '../execution/response-stream.ts';
import { maskAndLog } from './mask-and-log.ts';
import type { TransportLog } from './operation-host.ts';

/**
 * The results of a subscription, pulled one by one. Neither `next` nor `return` ever rejects: whatever the stream
 * inside throws becomes one last result with a masked error.
 */
export class ResultStream implements AsyncIterableIterator<ExecutionResult, undefined> {
  readonly #stream: ResponseStream;
  readonly #log: TransportLog;
  readonly #connection: string | undefined;
  #isBroken = false;

  /** @param connection the ID of the connection that the results are for, as the log tells it */
  constructor(stream: ResponseStream, log: TransportLog, connection?: string) {
    this.#stream = stream;
    this.#log = log;
    this.#connection = connection;
  }

  /** Where a client that is cut off before the first result resumes. */
  get cursor(): string | undefined {
    return this.#stream.cursor;
  }

  /** Lets a sink take results in batches from now on, see `ResponseStream.attach`. */
  attach<TBatch extends { readonly bytes: number }>(sink: ResultSink<TBatch>): void {
    this.#stream.attach(sink);
  }

  next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#isBroken) return Promise.resolve({ done: true, value: undefined });
    return this.#stream.next().catch((error: unknown) => this.#break(error));
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      await this.#stream.return();
    } catch (error) {
      maskAndLog(error, this.#log, this.#connection);
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #break(error: unknown): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#isBroken = true;
    const errors = [maskAndLog(error, this.#log, this.#connection)];
    await this.return();
    return { done: false, value: { errors } };
  }
}
