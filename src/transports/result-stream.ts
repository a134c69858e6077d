import type { ExecutionResult, GraphQLError } from 'graphql';
import type { ResponseStream, ResultSink } from '../execution/response-stream.ts';

/** The results of a subscription, pulled one by one; neither `next` nor `return` ever rejects. */
export interface ResultStream extends AsyncIterableIterator<ExecutionResult, undefined> {
  /** Where a client that is cut off before the first result resumes. */
  readonly cursor: string | undefined;
  /** Lets a sink take results in batches from now on, see `ResponseStream.attach`. */
  attach<TBatch extends { readonly bytes: number }>(sink: ResultSink<TBatch>): void;
  return(): Promise<IteratorResult<ExecutionResult, undefined>>;
}

/** Turns whatever a stream throws, even from `return`, into one last result with the error that `toError` makes. */
export function guardStream(stream: ResponseStream, toError: (error: unknown) => GraphQLError): ResultStream {
  let isBroken = false;

  async function stop(): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      await stream.return();
    } catch (error) {
      toError(error);
    }
    return { done: true, value: undefined };
  }

  return {
    cursor: stream.cursor,
    attach: (sink) => stream.attach(sink),
    async next() {
      if (isBroken) return { done: true, value: undefined };
      try {
        return await stream.next();
      } catch (error) {
        isBroken = true;
        const errors = [toError(error)];
        await stop();
        return { done: false, value: { errors } };
      }
    },
    return: stop,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
