import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';

type Result = ExecutionResult | FormattedExecutionResult;

/** An operation as any transport carries it. */
interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
  readonly operationName?: string;
}

/** A client of one transport: what `iterate` gives ends the operation when it is returned. */
export interface Driver extends Disposable {
  iterate(request: Request): AsyncIterableIterator<Result>;
}

/** A transport, and how a client is made for the server at an address (of `/graphql`). */
export interface TransportUnderTest {
  readonly name: string;
  readonly connect: (url: string, token?: string) => Driver;
}

/** Every way to run an operation as a stream, each by its official client. */
export const TRANSPORTS: readonly TransportUnderTest[] = [
  {
    name: 'WebSocket',
    connect(url, token) {
      const client = createWsClient({
        ...(token === undefined ? {} : { connectionParams: { token } }),
        url: url.replace('http:', 'ws:'),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
      });
      return {
        iterate: (request) => errorsAsResult(client.iterate(request) as AsyncIterableIterator<Result>),
        [Symbol.dispose]: () => void client.dispose(),
      };
    },
  },
  eventStream('distinct event streams on /graphql', (url) => url, false),
  eventStream('distinct event streams on /graphql/stream', (url) => `${url}/stream`, false),
  eventStream('a single event stream', (url) => `${url}/stream`, true),
];

function eventStream(
  name: string,
  locate: (url: string) => string,
  singleConnection: boolean,
): TransportUnderTest {
  return {
    name,
    connect(url, token) {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const settings = { url: locate(url), retryAttempts: 0, headers };
      const client = singleConnection
        ? createSseClient({ ...settings, singleConnection: true })
        : createSseClient({ ...settings, singleConnection: false });
      return {
        iterate: (request) => client.iterate(request),
        [Symbol.dispose]: () => client.dispose(),
      };
    },
  };
}

/** graphql-ws throws what an event stream tells as a result with `errors`; here both are results. */
function errorsAsResult(inner: AsyncIterableIterator<Result>): AsyncIterableIterator<Result> {
  return {
    async next() {
      try {
        return await inner.next();
      } catch (error) {
        if (!Array.isArray(error)) throw error;
        return { done: false, value: { errors: error } };
      }
    },
    return: () => inner.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
