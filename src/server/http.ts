import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Executor } from '../execution/executor.ts';
import { ENDINGS } from '../protocol/endings.ts';
import type { ConnectionRegistry } from '../transports/connections.ts';
import { createGraphqlHttp } from '../transports/graphql-http.ts';
import { createGraphqlSse } from '../transports/graphql-sse.ts';
import { createGraphqlWs } from '../transports/graphql-ws.ts';
import { createKeepAlive } from '../transports/keep-alive.ts';
import { prepareOperation } from '../transports/operation.ts';
import type { CreateContext, OperationHost, TransportLog } from '../transports/operation-host.ts';
import { createWebSockets } from '../transports/web-socket-server.ts';
import { drain } from './drain.ts';
import { createGraphiqlPage } from './graphiql.ts';
import type { Metrics } from './metrics.ts';
import { createOriginPolicy } from './origin.ts';
import { createRequestHandler, pathOf, type Health } from './routes.ts';

/** How long requests under way and streams may take to end when the server closes, in milliseconds. */
const CLOSE_GRACE_MS = 1_000;

/** How long a connection that is not used may be silent before TCP asks whether the other side lives, in milliseconds. */
const TCP_KEEP_ALIVE_MS = 60_000;

/** Connections that may wait to be accepted: as many as come back at once after a restart. */
const BACKLOG = 4_096;

export interface HttpServerOptions<TContext> {
  readonly executor: Executor<TContext>;
  readonly connections: ConnectionRegistry;
  /** Makes the context of each operation. An error it throws becomes that operation's result, masked. */
  readonly createContext: CreateContext<TContext>;
  /** The newest position of the log, told with a WebSocket's acknowledgement. What it throws closes the socket. */
  readonly headCursor: () => string;
  /** What `/readyz` answers: 200 when ready, else 503. What it throws counts as not ready. */
  readonly health: () => Health;
  /** What `/metrics` answers. @default there is nothing at that path */
  readonly metrics?: Pick<Metrics, 'contentType' | 'text'> | undefined;
  /** Origins whose pages may use the server, beside its own; compared exactly. @default [] */
  readonly corsOrigins?: readonly string[];
  /** Whether browsers get GraphiQL at `/graphql`. @default true */
  readonly graphiql?: boolean;
  /** Milliseconds between pings of every WebSocket and comments on every event stream; `0` sends none. @default 12_000 */
  readonly keepAliveMs?: number;
  /** Largest request body, in bytes. @default 100_000 */
  readonly maxBodyBytes?: number;
  /** Largest message on a WebSocket, in bytes. @default 100_000 */
  readonly maxMessageBytes?: number;
  /** How long a WebSocket may wait with `connection_init`, in milliseconds; `0` waits for ever. @default 3_000 */
  readonly connectionInitTimeoutMs?: number;
  /** How long a reserved event stream may stay unopened, in milliseconds. @default 30_000 */
  readonly reservationTimeoutMs?: number;
  /** Most reserved event streams that are not open. @default 1_000 */
  readonly maxReservations?: number;
  /** Most operations at once on one WebSocket or event stream. @default 100 */
  readonly maxOperationsPerConnection?: number;
  /** Hears of errors that clients only see masked. @default nothing is logged */
  readonly log?: TransportLog;
}

/** The server's face to the network. */
export interface HttpServer extends AsyncDisposable {
  /**
   * Opens the port; `0` takes a free one.
   * @returns the address of `/graphql`.
   * @throws when the port cannot be opened, or the server was closed.
   */
  listen(port: number, host: string): Promise<URL>;
  /**
   * Closes in good order: refuses whoever comes with 503 and `Retry-After`, ends each connection when its client has
   * what there is, and then closes. Draining twice is draining once.
   * @param overMs the time over which the ends are spread, in milliseconds; `0` ends all at once
   */
  drain(overMs: number): Promise<void>;
  /**
   * Stops accepting, ends WebSockets with 1001 and event streams without a `complete`, so that clients come back,
   * and cuts what has not ended after a second. Closing twice is harmless.
   */
  close(): Promise<void>;
}

/** GraphQL over HTTP, WebSocket and event streams on one port. Nothing a client does makes it throw. */
export function createHttpServer<TContext>(options: HttpServerOptions<TContext>): HttpServer {
  const { maxBodyBytes = 100_000, log = SILENT } = options;
  const keepAlive = createKeepAlive(options.keepAliveMs ?? 12_000);
  const transport: OperationHost<TContext> = {
    executor: options.executor,
    connections: options.connections,
    createContext: options.createContext,
    keepAlive,
    log,
    maxOperationsPerConnection: options.maxOperationsPerConnection ?? 100,
  };
  const graphqlWs = createGraphqlWs(transport, {
    headCursor: options.headCursor,
    connectionInitTimeoutMs: options.connectionInitTimeoutMs ?? 3_000,
  });
  const webSockets = createWebSockets({
    connections: options.connections,
    keepAlive,
    log,
    maxMessageBytes: options.maxMessageBytes ?? 100_000,
    ...graphqlWs,
  });
  const sse = createGraphqlSse(transport, {
    reservations: {
      timeoutMs: options.reservationTimeoutMs ?? 30_000,
      max: options.maxReservations ?? 1_000,
    },
    maxBodyBytes,
  });
  const origins = createOriginPolicy(options.corsOrigins ?? []);
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 2_000,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      // Whoever offers HTTP/2 in an Upgrade header is served over HTTP/1.1.
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    createRequestHandler({
      graphql: createGraphqlHttp(transport),
      sse,
      isSubscription: (request) => {
        const prepared = prepareOperation(transport, request);
        return 'operation' in prepared && prepared.operation.operation === 'subscription';
      },
      graphiql: (options.graphiql ?? true) ? createGraphiqlPage() : null,
      health: () => (isLeaving() ? { ...options.health(), ready: false, draining: true } : options.health()),
      metrics: options.metrics,
      retryAfterSeconds: () => (isLeaving() ? retryAfterSeconds : undefined),
      origins,
      connections: options.connections,
      maxBodyBytes,
      log,
    }),
  );
  const closingNow = new AbortController();
  let closing: Promise<void> | undefined;
  let draining: Promise<void> | undefined;
  let retryAfterSeconds = 1;

  function isLeaving(): boolean {
    return (draining ?? closing) !== undefined;
  }

  // Whoever listens hears of a port that cannot be opened; what comes later must not end the process.
  server.on('error', (error) => log.error({ err: error }, 'The HTTP server failed'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseSocket(socket, statusOf(error)));
  // Without this a connection that was busy when the server closed would be kept alive, and waited for.
  const onResponseClosed = () => {
    if (closing) setImmediate(() => server.closeIdleConnections());
  };
  server.on('request', (_request, response) => void response.on('close', onResponseClosed));
  server.on('upgrade', (request, socket, head) => {
    // From here on the HTTP server listens no more.
    socket.on('error', destroyThis);
    if (isLeaving()) {
      options.connections.refuse();
      if (!closing && pathOf(request) === '/graphql' && origins.isTrusted(request)) {
        return webSockets.turnAway(request, socket, head, ENDINGS.notTakingIn);
      }
      return refuseSocket(socket, `503 Service Unavailable\r\nRetry-After: ${retryAfterSeconds}`);
    }
    if (pathOf(request) !== '/graphql') return refuseSocket(socket, '404 Not Found');
    if (!origins.isTrusted(request)) {
      options.connections.refuse();
      return refuseSocket(socket, '403 Forbidden');
    }
    webSockets.upgrade(request, socket, head);
  });

  async function drainAll(overMs: number): Promise<void> {
    // By then the port is another process's, or nobody's.
    retryAfterSeconds = Math.ceil((overMs + CLOSE_GRACE_MS) / 1_000);
    await drain([...webSockets.all(), ...sse.all()], { overMs, signal: closingNow.signal });
    await (closing ??= close());
  }

  async function close(): Promise<void> {
    closingNow.abort();
    const closed = new Promise<void>((resolve) => {
      // The only error is that it was not listening.
      server.close(() => resolve());
    });
    sse.close();
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await Promise.all([closed, webSockets.close(ENDINGS.goingAway)]);
    clearTimeout(timer);
    keepAlive[Symbol.dispose]();
  }

  return {
    async listen(port, host) {
      if (closing) throw new Error('The server is closed.');
      await listening(server, port, host);
      return urlOf(server.address() as AddressInfo, host);
    },
    drain: (overMs) => (draining ??= closing ?? drainAll(overMs)),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]() {
      return this.close();
    },
  };
}

const SILENT: TransportLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function urlOf({ address, port, family }: AddressInfo, host: string): URL {
  const isWildcard = address === '0.0.0.0' || address === '::';
  const name = isWildcard
    ? 'localhost'
    : host === 'localhost'
      ? host
      : family === 'IPv6'
        ? `[${address}]`
        : address;
  return new URL(`http://${name}:${port}/graphql`);
}

function statusOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  return '400 Bad Request';
}

/** One function for all sockets, of which there are many. */
function destroyThis(this: Duplex): void {
  this.destroy();
}

/** Answers on a socket that has no response object. */
function refuseSocket(socket: Duplex, status: string): void {
  if (!socket.writable) return void socket.destroy();
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
