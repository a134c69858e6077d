import type { OperationRequest } from '../execution/executor.ts';
import { CURSOR_HEADER, STREAM_TOKEN_HEADER } from '../protocol/headers.ts';
import { createDistinctDialect, serveDistinct } from './distinct-mode.ts';
import { isOneLine } from './event-stream.ts';
import type { BodyLimit } from './http/body.ts';
import { headerOf, type AdmittedExchange, type HttpExchange } from './http/exchange.ts';
import { accepts } from './http/media-types.ts';
import { readOperationRequest } from './http/operation-request.ts';
import { badRequest, isProblem, sendProblem, sendText, type HttpProblem } from './http/reply.ts';
import type { Leaving } from './leaving.ts';
import { OwnStreams } from './own-streams.ts';
import { createSingleMode, type ReservationOptions, type SingleConnection } from './single-mode.ts';
import type { OperationHost } from './operation-host.ts';

/** The graphql-sse protocol. */
export interface GraphqlSse {
  /** Serves one operation on an event stream of its own. */
  distinct(exchange: AdmittedExchange, request: OperationRequest): Promise<void>;
  /** Serves `/graphql/stream`: distinct connections, and the single connection mode. */
  stream(exchange: AdmittedExchange): Promise<void>;
  /** Every event stream there is, for a server that shuts down. */
  all(): Leaving[];
  /** Ends every event stream without a `complete`, so that clients come back. */
  close(): void;
}

export interface GraphqlSseOptions {
  readonly reservations: ReservationOptions;
  readonly bodyLimit: BodyLimit;
}

export function createGraphqlSse<TContext>(
  transport: OperationHost<TContext>,
  { reservations, bodyLimit }: GraphqlSseOptions,
): GraphqlSse {
  const streams = new OwnStreams(transport);
  const dialect = createDistinctDialect(transport.executor);
  const singles = createSingleMode(transport, reservations);

  function reserve({ response, access }: AdmittedExchange): void {
    const token = singles.reserve(access);
    if (typeof token !== 'string') return sendProblem(response, token);
    sendText(response, 201, token, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    });
  }

  function stop({ query, response }: HttpExchange, connection: SingleConnection): void {
    const id = query.get('operationId');
    if (!id) return sendProblem(response, badRequest('Expected the parameter `operationId`.'));
    connection.stop(id);
    sendText(response, 200, '', {});
  }

  async function operate(exchange: AdmittedExchange, connection: SingleConnection): Promise<void> {
    const { response } = exchange;
    const request = await readOperationRequest(exchange, bodyLimit);
    if (!request) return;
    if (isProblem(request)) return sendProblem(response, request);
    const accepted = await connection.start(exchange, request);
    if (isProblem(accepted)) return sendProblem(response, accepted);
    const { cursor } = accepted;
    sendText(response, 202, '', cursor !== undefined && isOneLine(cursor) ? { [CURSOR_HEADER]: cursor } : {});
  }

  async function distinct(exchange: AdmittedExchange): Promise<void> {
    // Before the body is read, which would be for nothing.
    const refusal = transport.admission.refuse(exchange.request);
    if (refusal) return sendProblem(exchange.response, refusal);
    const request = await readOperationRequest(exchange, bodyLimit);
    if (!request) return;
    if (isProblem(request)) return sendProblem(exchange.response, request);
    await serveDistinct(streams, dialect, exchange, request);
  }

  return {
    distinct: (exchange, request) => serveDistinct(streams, dialect, exchange, request),
    async stream(exchange) {
      const { request, response, method, query, access } = exchange;
      const token = headerOf(request, STREAM_TOKEN_HEADER) || query.get('token') || '';
      const wantsStream = accepts(headerOf(request, 'accept'), 'text/event-stream');
      if (method === 'PUT') return reserve(exchange);
      if (token === '' && method !== 'DELETE') {
        return wantsStream ? distinct(exchange) : sendProblem(response, neitherStreamNorToken());
      }
      const connection = singles.find(token);
      if (!connection) return sendProblem(response, unknownToken());
      if (!connection.renew(access)) return sendProblem(response, otherAccess());
      if (method === 'DELETE') return stop(exchange, connection);
      if (!wantsStream) return operate(exchange, connection);
      const problem = connection.open(exchange);
      if (problem) sendProblem(response, problem);
    },
    all: () => [...singles.all(), ...streams.all()],
    close() {
      singles.close();
      streams.close();
    },
  };
}

function unknownToken(): HttpProblem {
  return { status: 404, code: 'NOT_FOUND', message: 'No event stream is reserved or open under this token.' };
}

function otherAccess(): HttpProblem {
  return {
    status: 403,
    code: 'FORBIDDEN',
    message: 'This event stream was reserved with a bearer token that allows something else.',
  };
}

function neitherStreamNorToken(): HttpProblem {
  return {
    status: 406,
    code: 'NOT_ACCEPTABLE',
    message: 'Expected `Accept: text/event-stream`, or the token of a reserved event stream.',
  };
}
