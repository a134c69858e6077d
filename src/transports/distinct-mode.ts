import type { Executor, OperationRequest } from '../execution/executor.ts';
import { formatEvent } from './event-stream.ts';
import type { AdmittedExchange } from './http/exchange.ts';
import { isProblem, sendProblem } from './http/reply.ts';
import type { OwnStreams, StreamDialect } from './own-streams.ts';
import { distinctEnvelope, formatNext } from './sse-envelopes.ts';

/**
 * One operation on an event stream of its own (graphql-sse's distinct connections mode). Whatever is wrong with the
 * operation is told on the stream, since an EventSource cannot read any other status than 200; that there is no room for
 * one more stream is a status of its own. Resolves when the stream is open.
 */
export async function serveDistinct<TContext>(
  streams: OwnStreams<TContext>,
  dialect: StreamDialect,
  exchange: AdmittedExchange,
  operationRequest: OperationRequest,
): Promise<void> {
  const begun = await streams.begin(exchange, operationRequest);
  if (isProblem(begun)) return sendProblem(exchange.response, begun);
  streams.open(begun);
  streams.follow(begun, dialect);
}

/** Results as `next`, and `complete` at the end. */
export function createDistinctDialect(executor: Pick<Executor<never>, 'textOf'>): StreamDialect {
  return {
    envelope: distinctEnvelope,
    format: (result) => formatNext(result, executor.textOf(result)),
    ending: () => formatEvent('complete', ''),
  };
}
