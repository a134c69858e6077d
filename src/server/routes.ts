import type { IncomingMessage, RequestListener } from 'node:http';
import type { OperationRequest } from '../execution/executor.ts';
import { isOperator } from '../transports/access.ts';
import type { Admission } from '../transports/admission.ts';
import type { ConnectionRegistry } from '../transports/connections.ts';
import type { Events } from '../transports/events/events.ts';
import type { GraphqlHttp } from '../transports/graphql-http.ts';
import type { GraphqlSse } from '../transports/graphql-sse.ts';
import type { BodyLimit } from '../transports/http/body.ts';
import { headerOf, pathOf, type HttpExchange } from '../transports/http/exchange.ts';
import { accepts, prefersHtml } from '../transports/http/media-types.ts';
import { readOperationRequest } from '../transports/http/operation-request.ts';
import { isProblem, sendJson, sendProblem, sendText, type HttpProblem } from '../transports/http/reply.ts';
import { EVENTS_PATH, wantsStream } from '../transports/http/wants-stream.ts';
import type { TransportLog } from '../transports/operation-host.ts';
import type { HttpAccess } from './access/http-access.ts';
import type { Dashboard } from './dashboard.ts';
import type { GraphiqlPage } from './graphiql.ts';
import type { Metrics } from './metrics.ts';
import { nothingHere } from './nothing-here.ts';
import type { OriginPolicy } from './origin.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** Whether the server can do its work, and any details. */
export interface Health {
  readonly ready: boolean;
  readonly [detail: string]: unknown;
}

export interface RoutesOptions {
  readonly graphql: GraphqlHttp;
  readonly sse: GraphqlSse;
  readonly events: Events;
  /** Whether a request is a valid subscription. */
  readonly isSubscription: (request: OperationRequest) => boolean;
  /** `null` where browsers get no dashboard. */
  readonly dashboard: Dashboard | null;
  /** `null` where browsers get no GraphiQL. */
  readonly graphiql: GraphiqlPage | null;
  readonly health: () => Health;
  /** What `/metrics` answers; without it there is nothing at that path. */
  readonly metrics: Pick<Metrics, 'contentType' | 'text'> | undefined;
  /** When to come again, in seconds, while the server takes nobody in any more. */
  readonly retryAfterSeconds: () => number | undefined;
  readonly origins: OriginPolicy;
  readonly access: HttpAccess;
  readonly connections: ConnectionRegistry;
  readonly admission: Admission;
  readonly bodyLimit: BodyLimit;
  /** Called first with every request. */
  readonly noteClient: (request: IncomingMessage) => void;
  readonly log: TransportLog;
}

interface Route {
  readonly methods: readonly string[];
  /** Whether it is served to the very end: what tells an operator how things are. */
  readonly isForOperators?: true;
  serve(exchange: HttpExchange): Promise<void> | void;
}

/** Answers every request, whatever happens while it does. */
export function createRequestHandler(options: RoutesOptions): RequestListener {
  const {
    graphql,
    sse,
    dashboard,
    graphiql,
    health,
    origins,
    access,
    admission,
    noteClient,
    log,
    bodyLimit,
  } = options;

  async function serveGraphql(exchange: HttpExchange): Promise<void> {
    const { request, response, method } = exchange;
    const accept = headerOf(request, 'accept');
    const mayStream = accepts(accept, 'text/event-stream');
    if (graphiql && method !== 'POST' && !mayStream && prefersHtml(accept)) return graphiql(exchange);
    if (mayStream && !isTrusted(exchange)) return;
    const admitted = await access.admit(exchange);
    if (!admitted) return;
    // A client that can read both, such as urql, lists both; only a subscription needs the stream.
    const mayBeJson =
      accepts(accept, 'application/json') || accepts(accept, 'application/graphql-response+json');
    // Before the body is read, where it is known to be for nothing.
    const refusal = mayStream && !mayBeJson ? admission.refuse(request) : undefined;
    if (refusal) return sendProblem(response, refusal);
    const operation = await readOperationRequest(exchange, bodyLimit);
    if (!operation) return;
    if (isProblem(operation)) return sendProblem(response, operation);
    if (mayStream && method !== 'HEAD' && (!mayBeJson || options.isSubscription(operation))) {
      return sse.distinct(admitted, operation);
    }
    return graphql(admitted, operation);
  }

  async function serveStream(exchange: HttpExchange): Promise<void> {
    const admitted = isTrusted(exchange) ? await access.admit(exchange) : null;
    if (admitted) await sse.stream(admitted);
  }

  async function serveEvents(exchange: HttpExchange): Promise<void> {
    const admitted = isTrusted(exchange) ? await access.admit(exchange) : null;
    if (admitted) await options.events.serve(admitted);
  }

  async function serveTicket(exchange: HttpExchange): Promise<void> {
    if (isTrusted(exchange)) await access.issueTicket(exchange);
  }

  /** Any page can open an event stream or get a ticket without a preflight, and reading it is not the only harm. */
  function isTrusted({ request, response }: HttpExchange): boolean {
    if (origins.isTrusted(request)) return true;
    options.connections.refuse('origin');
    sendProblem(response, foreignOrigin());
    return false;
  }

  function refuseName({ response }: HttpExchange): void {
    options.connections.refuse('host');
    sendProblem(response, wrongName());
  }

  function serveLife({ response }: HttpExchange): void {
    sendJson(response, 200, { status: 'ok' });
  }

  function serveReadiness({ response }: HttpExchange): void {
    let state: Health;
    try {
      state = health();
    } catch (error) {
      log.error({ err: error }, 'The health check failed');
      state = { ready: false };
    }
    sendJson(response, state.ready ? 200 : 503, state);
  }

  function turnAway({ request, response }: HttpExchange, retryAfter: number): void {
    if (wantsStream(request)) options.connections.refuse('draining');
    sendProblem(response, shuttingDown(retryAfter));
  }

  function serveRoot({ request, response }: HttpExchange): void {
    if (!graphiql || !prefersHtml(headerOf(request, 'accept'))) return notFound(response);
    response.writeHead(302, { location: '/graphql', vary: 'Accept', 'content-length': '0' });
    response.end();
  }

  const reading = ['GET', 'HEAD'];
  const routes = new Map<string, Route>([
    ['/', { methods: reading, serve: serveRoot }],
    ['/graphql', { methods: [...reading, 'POST', 'OPTIONS'], serve: serveGraphql }],
    ['/graphql/stream', { methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'], serve: serveStream }],
    [EVENTS_PATH, { methods: [...reading, 'OPTIONS'], serve: serveEvents }],
    ['/graphql/ticket', { methods: ['POST', 'OPTIONS'], serve: serveTicket }],
    ['/healthz', { methods: reading, isForOperators: true, serve: serveLife }],
    ['/readyz', { methods: reading, isForOperators: true, serve: serveReadiness }],
  ]);

  const { metrics } = options;
  if (metrics) {
    const serveMetrics = async (exchange: HttpExchange): Promise<void> => {
      const { response } = exchange;
      const admitted = await access.admit(exchange);
      if (!admitted) return;
      if (!isOperator(admitted.access)) return sendProblem(response, operatorsOnly());
      sendText(response, 200, await metrics.text(), {
        'content-type': metrics.contentType,
        'cache-control': 'no-store',
      });
    };
    routes.set('/metrics', { methods: reading, isForOperators: true, serve: serveMetrics });
  }

  const toDashboard: Route = {
    methods: reading,
    serve: (exchange) => dashboard?.serve(exchange, pathOf(exchange.request)),
  };

  function routeOf(path: string): Route | undefined {
    return dashboard?.owns(path) ? toDashboard : routes.get(path);
  }

  async function serve(exchange: HttpExchange, path: string): Promise<void> {
    const { request, response, method } = exchange;
    setSecurityHeaders(response);
    const route = routeOf(path);
    if (!route) return notFound(response);
    origins.setHeaders(request, response);
    const tellsMuch = path.startsWith('/graphql') || path === EVENTS_PATH || path === '/metrics';
    if (tellsMuch && origins.isMisdirected(request)) return refuseName(exchange);
    if (!route.methods.includes(method)) {
      const allow = route.methods.join(', ');
      return sendProblem(response, {
        status: 405,
        code: 'METHOD_NOT_ALLOWED',
        message: `Expected one of the methods ${allow}, received ${method}.`,
        headers: { allow },
      });
    }
    const retryAfter = route.isForOperators ? undefined : options.retryAfterSeconds();
    if (retryAfter !== undefined) return turnAway(exchange, retryAfter);
    if (method === 'OPTIONS') return origins.answerPreflight(response, route.methods);
    await route.serve(exchange);
  }

  // One of each for all requests, and none that holds a request: there may be many streams.
  const onRequestError = (error: Error) => log.info({ reason: error.message }, 'A request broke off');
  const onResponseError = (error: Error) => log.info({ reason: error.message }, 'A response broke off');

  function fail({ response }: HttpExchange, error: unknown): void {
    log.error({ err: error }, 'A request failed unexpectedly');
    if (response.headersSent) response.destroy();
    else sendProblem(response, { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error.' });
  }

  return (request, response) => {
    request.on('error', onRequestError);
    response.on('error', onResponseError);
    noteClient(request);
    const exchange = { request, response, method: request.method ?? 'GET', query: queryOf(request) };
    serve(exchange, pathOf(request)).catch((error: unknown) => fail(exchange, error));
  };
}

/** The parameters of a request. */
export function queryOf({ url = '/' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}

function notFound(response: HttpExchange['response']): void {
  sendProblem(response, nothingHere());
}

/** A browser's page of another origin asks for a WebSocket or an event stream. */
export function foreignOrigin(): HttpProblem {
  return {
    status: 403,
    code: 'FORBIDDEN',
    message: 'WebSockets and event streams are not open to pages of this origin.',
  };
}

/** A server without access control is asked for by a name that any page could have made point at it. */
export function wrongName(): HttpProblem {
  return {
    status: 421,
    code: 'MISDIRECTED_REQUEST',
    message:
      'Without access control the server goes by an address or `localhost`, and by the names in its CORS origins.',
  };
}

/** The server takes nobody in any more. */
export function shuttingDown(retryAfterSeconds: number): HttpProblem {
  return {
    status: 503,
    code: 'SHUTTING_DOWN',
    message: 'The server is shutting down.',
    headers: { 'retry-after': String(retryAfterSeconds), connection: 'close' },
  };
}

function operatorsOnly(): HttpProblem {
  return { status: 403, code: 'FORBIDDEN', message: '`/metrics` needs the permission `operator`.' };
}
