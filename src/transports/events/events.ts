import type { ExecutionResult } from 'graphql';
import type { ErrorCode } from '../../execution/errors.ts';
import { formatRetry } from '../event-stream.ts';
import type { AdmittedExchange } from '../http/exchange.ts';
import { isProblem, sendJson, sendProblem } from '../http/reply.ts';
import type { Leaving } from '../leaving.ts';
import { isResultStream } from '../operation.ts';
import type { OperationHost } from '../operation-host.ts';
import { OwnStreams } from '../own-streams.ts';
import { createEventsDialect } from './dialect.ts';
import { createReadEventsRequest } from './request.ts';
import { toldErrorsOf } from './told-event.ts';

/** Changes of specs for a plain EventSource. */
export interface Events {
  /** Serves `/api/events`. */
  serve(exchange: AdmittedExchange): Promise<void>;
  /** Every event stream there is, for a server that shuts down. */
  all(): Leaving[];
  /** Ends every event stream, so that clients come back. */
  close(): void;
}

/** When an EventSource comes back that is cut off, in milliseconds: each another time. */
const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 3_000;

/**
 * Runs an ordinary subscription for each address. What is wrong with it is told by a status, after which an EventSource
 * does not come back.
 */
export function createEvents<TContext>(host: OperationHost<TContext>): Events {
  const streams = new OwnStreams(host);
  const dialect = createEventsDialect(host.executor);
  const readRequest = createReadEventsRequest(host.executor.schema);
  return {
    async serve(exchange) {
      const { response, method } = exchange;
      const request = readRequest(exchange);
      if (isProblem(request)) return sendProblem(response, request);
      const begun = await streams.begin(exchange, request);
      if (isProblem(begun)) return sendProblem(response, begun);
      const { stream, outcome } = begun;
      if (!isResultStream(outcome))
        return sendJson(response, statusOf(outcome), toldErrorsOf(outcome.errors));
      streams.open(begun, formatRetry(MIN_RETRY_MS, MAX_RETRY_MS));
      if (method === 'HEAD') stream.end();
      else streams.follow(begun, dialect);
    },
    all: () => streams.all(),
    close: () => streams.close(),
  };
}

/** The status of a subscription that did not begin. */
function statusOf({ errors = [] }: ExecutionResult): number {
  const isOurs = errors.some(
    ({ extensions }) => extensions['code'] === ('INTERNAL_SERVER_ERROR' satisfies ErrorCode),
  );
  return isOurs ? 500 : 400;
}
