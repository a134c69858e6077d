import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Executor, OperationRequest } from '../execution/executor.ts';
import { resolveLimits, type Limits } from '../limits.ts';
import { ENDINGS } from '../protocol/endings.ts';
import { createAdmission } from '../transports/admission.ts';
import type { Authenticate } from '../transports/access.ts';
import type { ConnectionRegistry } from '../transports/connections.ts';
import { createEvents } from '../transports/events/events.ts';
import { createExpiries } from '../transports/expiries.ts';
import { createGate } from '../transports/gate.ts';
import { createGraphqlHttp } from '../transports/graphql-http.ts';
import { createGraphqlSse } from '../transports/graphql-sse.ts';
import { createGraphqlWs } from '../transports/graphql-ws.ts';
import { noteAddress, pathOf } from '../transports/http/exchange.ts';
import { createKeepAlive } from '../transports/keep-alive.ts';
import { isNodeName, NODE_NAME_FORM } from '../transports/node-name.ts';
import type { CreateContext, OperationHost, TransportLog } from '../transports/operation-host.ts';
import { badRequest, type HttpProblem } from '../transports/http/reply.ts';
import { createWebSockets } from '../transports/web-socket-server.ts';
import { createHttpAccess, tokenInAddress } from './access/http-access.ts';
import { Tickets } from './access/tickets.ts';
import { createClientAddress } from './client-address.ts';
import { createDashboard } from './dashboard.ts';
import { drain } from './drain.ts';
import { createGraphiqlPage } from './graphiql.ts';
import type { Metrics } from './metrics.ts';
import { nothingHere } from './nothing-here.ts';
import { createOriginPolicy } from './origin.ts';
import { refuseSocket } from './refuse-socket.ts';
import {
  createRequestHandler,
  foreignOrigin,
  queryOf,
  shuttingDown,
  wrongName,
  type Health,
} from './routes.ts';

/** How long requests under way and streams may take to end when the server closes, in milliseconds. */
const CLOSE_GRACE_MS = 1_000;

/** How long a connection that is not used may be silent before TCP asks whether the other side lives, in milliseconds. */
const TCP_KEEP_ALIVE_MS = 60_000;

/** Over how long those come back who are turned away while the server shuts down, in seconds. */
const RETRY_SPREAD_SECONDS = 5;
/** Connections that may wait to be accepted: as many as come back at once after a restart. */
const BACKLOG = 4_096;

/** How often requests are looked at that take their time, at least, in milliseconds. */
const MAX_CHECKING_MS = 2_000;

export interface HttpServerOptions<TContext> extends Partial<Limits> {
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
  /**
   * Whether the server goes by any name. Where it does not, a page that makes its own name point here gets nothing:
   * addresses, `localhost` and the names in `corsOrigins` will do. @default true
   */
  readonly anyHost?: boolean;
  /** Finds out who may do what. @default everybody may do everything */
  readonly authenticate?: Authenticate | null | undefined;
  /**
   * Proxies that are believed what they say of a client's address: addresses, and networks such as `10.0.0.0/8`.
   * @default [], so that a client's address is that of its connection
   */
  readonly trustedProxies?: readonly string[];
  /** The folder of the built dashboard, served at `/`. @default none: browsers are sent on to GraphiQL */
  readonly dashboard?: URL | null | undefined;
  /**
   * What a load balancer knows this node by: the tokens of reserved event streams and tickets, which are good on this node
   * alone, begin with it and a dot. 1 to 32 letters, digits, hyphens and underscores, another for each node.
   * @default none, so that one node must get all requests of such a client
   */
  readonly nodeName?: string | undefined;
  /** Whether browsers get GraphiQL at `/graphql`. @default true */
  readonly graphiql?: boolean;
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

/**
 * GraphQL over HTTP, WebSocket and event streams on one port. Nothing a client does makes it throw.
 * @throws {RangeError} for a limit and for a node's name that cannot be
 */
export function createHttpServer<TContext>(options: HttpServerOptions<TContext>): HttpServer {
  const { connections, log = SILENT, nodeName } = options;
  const limits = resolveLimits(options);
  if (nodeName !== undefined && !isNodeName(nodeName)) {
    throw new RangeError(`nodeName: expected ${NODE_NAME_FORM}, got ${JSON.stringify(nodeName)}.`);
  }
  const bodyLimit = { maxBytes: limits.maxBodyBytes, onRefused: () => connections.refuse('maxBodyBytes') };
  const keepAlive = createKeepAlive(limits.keepAliveMs);
  const admission = createAdmission(connections, limits);
  const gate = createGate(options.authenticate ?? null, log);
  const expiries = createExpiries();
  const transport: OperationHost<TContext> = {
    executor: options.executor,
    connections,
    admission,
    createContext: options.createContext,
    keepAlive,
    gate,
    expiries,
    log,
    maxOperationsPerConnection: limits.maxOperationsPerConnection,
    maxSubscriptionsPerConnection: limits.maxSubscriptionsPerConnection,
  };
  const graphqlWs = createGraphqlWs(transport, {
    headCursor: options.headCursor,
    connectionInitTimeoutMs: limits.connectionInitTimeoutMs,
  });
  const webSockets = createWebSockets({
    connections,
    keepAlive,
    log,
    maxMessageBytes: limits.maxMessageBytes,
    maxMessagesPerSecond: limits.maxMessagesPerSecond,
    ...graphqlWs,
  });
  const sse = createGraphqlSse(transport, {
    reservations: {
      timeoutMs: limits.reservationTimeoutMs,
      max: limits.maxReservations,
      nodeName,
    },
    bodyLimit,
  });
  const events = createEvents(transport);
  const origins = createOriginPolicy(options.corsOrigins ?? [], options.anyHost);
  const clientAddress = createClientAddress(options.trustedProxies ?? []);
  const noteClient = (request: IncomingMessage) => {
    const address = clientAddress(request);
    if (address !== null && address !== request.socket.remoteAddress) noteAddress(request, address);
  };
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(MAX_CHECKING_MS, limits.headersTimeoutMs),
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      // Whoever offers HTTP/2 in an Upgrade header is served over HTTP/1.1.
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    createRequestHandler({
      graphql: createGraphqlHttp(transport),
      sse,
      events,
      isSubscription: (request) => isSubscription(options.executor, request),
      dashboard: options.dashboard ? createDashboard(options.dashboard) : null,
      graphiql: (options.graphiql ?? true) ? createGraphiqlPage() : null,
      health: () => (isLeaving() ? { ...options.health(), ready: false, draining: true } : options.health()),
      metrics: options.metrics,
      retryAfterSeconds: () => (isLeaving() ? retryAfterSeconds() : undefined),
      origins,
      connections,
      admission,
      bodyLimit,
      access: createHttpAccess({
        gate,
        tickets: new Tickets({ nodeName }),
        onRefusal: (reason) => {
          connections.refuse('access');
          log.info({ reason }, 'A request was refused');
        },
      }),
      noteClient,
      log,
    }),
  );
  const closingNow = new AbortController();
  let closing: Promise<void> | undefined;
  let draining: Promise<void> | undefined;
  let goneAfterSeconds = 1;

  function isLeaving(): boolean {
    return (draining ?? closing) !== undefined;
  }

  /** Not the same for all, so that those who are turned away together do not come back so. */
  function retryAfterSeconds(): number {
    return goneAfterSeconds + Math.floor(Math.random() * (RETRY_SPREAD_SECONDS + 1));
  }

  // Whoever listens hears of a port that cannot be opened; what comes later must not end the process.
  server.on('error', (error) => log.error({ err: error }, 'The HTTP server failed'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const problem = problemOf(error, limits);
    if (problem.status === 408) connections.refuse('requestTimeoutMs');
    refuseSocket(socket, problem);
  });
  // Without this a connection that was busy when the server closed would be kept alive, and waited for.
  const onResponseClosed = () => {
    if (closing) setImmediate(() => server.closeIdleConnections());
  };
  server.on('request', (_request, response) => void response.on('close', onResponseClosed));
  server.on('upgrade', (request, socket, head) => {
    // From here on the HTTP server listens no more.
    socket.on('error', destroyThis);
    noteClient(request);
    if (isLeaving()) {
      connections.refuse('draining');
      const isWelcome = !origins.isMisdirected(request) && origins.isTrusted(request);
      if (!closing && pathOf(request) === '/graphql' && isWelcome) {
        return webSockets.turnAway(request, socket, head, ENDINGS.notTakingIn);
      }
      return refuseSocket(socket, shuttingDown(retryAfterSeconds()));
    }
    if (pathOf(request) !== '/graphql') return refuseSocket(socket, nothingHere());
    if (origins.isMisdirected(request)) {
      connections.refuse('host');
      return refuseSocket(socket, wrongName());
    }
    if (!origins.isTrusted(request)) {
      connections.refuse('origin');
      return refuseSocket(socket, foreignOrigin());
    }
    const misplaced = gate.isOpen ? undefined : tokenInAddress(queryOf(request), false);
    if (misplaced) {
      connections.refuse('access');
      return refuseSocket(socket, misplaced);
    }
    const refusal = admission.refuse(request);
    if (refusal) return refuseSocket(socket, refusal);
    webSockets.upgrade(request, socket, head);
  });

  async function drainAll(overMs: number): Promise<void> {
    // By then the port is another process's, or nobody's.
    goneAfterSeconds = Math.ceil((overMs + CLOSE_GRACE_MS) / 1_000);
    await drain([...webSockets.all(), ...sse.all(), ...events.all()], { overMs, signal: closingNow.signal });
    await (closing ??= close());
  }

  async function close(): Promise<void> {
    closingNow.abort();
    const closed = new Promise<void>((resolve) => {
      // The only error is that it was not listening.
      server.close(() => resolve());
    });
    sse.close();
    events.close();
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await Promise.all([closed, webSockets.close(ENDINGS.goingAway)]);
    clearTimeout(timer);
    keepAlive[Symbol.dispose]();
    expiries[Symbol.dispose]();
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

/** Why a request could not even be read. */
function problemOf(
  { code }: NodeJS.ErrnoException,
  { headersTimeoutMs, requestTimeoutMs }: Limits,
): HttpProblem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return {
      status: 408,
      code: 'REQUEST_TIMEOUT',
      message:
        `Expected the headers within ${headersTimeoutMs} ms (\`headersTimeoutMs\`) and the whole request within ` +
        `${requestTimeoutMs} ms (\`requestTimeoutMs\`).`,
      extensions: { limit: 'requestTimeoutMs', max: requestTimeoutMs },
    };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, code: 'HEADERS_TOO_LARGE', message: 'Expected headers of at most 16 kB.' };
  }
  return badRequest('Expected an HTTP/1.1 request.');
}

/** Whether a request is a valid subscription; whatever is wrong with it is told when it is run. */
function isSubscription<TContext>(executor: Executor<TContext>, request: OperationRequest): boolean {
  try {
    const prepared = executor.prepare(request);
    return 'operation' in prepared && prepared.operation.operation === 'subscription';
  } catch {
    return false;
  }
}

/** One function for all sockets, of which there are many. */
function destroyThis(this: Duplex): void {
  this.destroy();
}
