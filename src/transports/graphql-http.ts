import { GraphQLError, type ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../execution/errors.ts';
import type { OperationRequest } from '../execution/executor.ts';
import type { Access } from './access.ts';
import type { AdmittedExchange } from './http/exchange.ts';
import { headerOf } from './http/exchange.ts';
import { sendProblem, sendText, type HttpProblem } from './http/reply.ts';
import { isResultStream, mutationByGet, prepareOperation, startOperation } from './operation.ts';
import type { OperationHost } from './operation-host.ts';

/** Answers one GraphQL request with one JSON result. Never rejects for what a client sends. */
export type GraphqlHttp = (exchange: AdmittedExchange, request: OperationRequest) => Promise<void>;

interface ServerContext {
  readonly operationRequest: OperationRequest;
  readonly isGet: boolean;
  readonly access: Access;
}

/**
 * GraphQL over HTTP: Yoga chooses the media type and the status. The request reaches it parsed, and our executor runs
 * it, so that results and errors are those of every other transport.
 */
export function createGraphqlHttp<TContext>(transport: OperationHost<TContext>): GraphqlHttp {
  const plugin: Plugin<object, ServerContext> = {
    onRequestParse({ serverContext, setRequestParser }) {
      const { query, operationName, variables, extensions } = serverContext.operationRequest;
      setRequestParser(() => ({
        query,
        ...(operationName ? { operationName } : {}),
        ...(variables ? { variables: { ...variables } } : {}),
        ...(extensions ? { extensions: { ...extensions } } : {}),
      }));
    },
    async onParams({ context, setResult }) {
      const result = await run(transport, context);
      const stringify = (clean: ExecutionResult): string => transport.executor.textOf(clean);
      setResult(Object.assign({ ...result }, { stringify }));
    },
  };
  const yoga = createYoga<ServerContext>({
    graphqlEndpoint: '/graphql',
    plugins: [plugin],
    batching: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    multipart: false,
  });

  return async ({ request, response, method, access }, operationRequest) => {
    const accept = withoutStreams(headerOf(request, 'accept'));
    const answer = await yoga.fetch(
      // The body is read and parsed already, so that Yoga needs nothing but the Accept header.
      'http://localhost/graphql',
      { method: 'GET', headers: accept === '' ? {} : { accept } },
      { operationRequest, isGet: method !== 'POST', access },
    );
    const type = answer.headers.get('content-type');
    if (type === null) return sendProblem(response, notAcceptable());
    const allow = answer.headers.get('allow');
    sendText(response, answer.status, await answer.text(), {
      'content-type': type,
      'cache-control': 'no-store',
      ...(allow === null ? {} : { allow }),
    });
  };
}

async function run<TContext>(
  transport: OperationHost<TContext>,
  { operationRequest, isGet, access }: ServerContext,
): Promise<ExecutionResult> {
  const prepared = prepareOperation(transport, operationRequest);
  if ('errors' in prepared) return { errors: prepared.errors.map((error) => withStatus(error, 400)) };
  if (prepared.operation.operation === 'subscription') return { errors: [withStatus(needsStream(), 400)] };
  if (isGet && prepared.operation.operation === 'mutation') return { errors: [withMethods(mutationByGet())] };
  const { outcome } = await startOperation(transport, prepared, access, null);
  if (isResultStream(outcome)) {
    await outcome.return();
    return { errors: [withStatus(needsStream(), 400)] };
  }
  if (outcome.errors && !outcome.data && outcome.errors.every(isForbidden)) {
    return { ...outcome, errors: outcome.errors.map((error) => withStatus(error, 403)) };
  }
  // Without `data` nothing was executed: the request was at fault, or the server.
  if (!outcome.errors || 'data' in outcome) return outcome;
  return {
    ...outcome,
    errors: outcome.errors.map((error) =>
      withStatus(
        error,
        error.extensions['code'] === ('INTERNAL_SERVER_ERROR' satisfies ErrorCode) ? 500 : 400,
      ),
    ),
  };
}

function isForbidden({ extensions }: GraphQLError): boolean {
  return extensions['code'] === ('FORBIDDEN' satisfies ErrorCode);
}

/** One result is never streamed here, whatever else the client could read. */
function withoutStreams(accept: string): string {
  return accept
    .split(',')
    .filter((type) => !/^\s*(text\/event-stream|multipart\/mixed)/i.test(type))
    .join(',');
}

function notAcceptable(): HttpProblem {
  return {
    status: 406,
    code: 'NOT_ACCEPTABLE',
    message:
      'Expected an Accept header that allows `application/json` or `application/graphql-response+json`.',
  };
}

function needsStream(): GraphQLError {
  return new GraphQLError(
    'A subscription needs a stream: use a WebSocket (graphql-transport-ws), or send `Accept: text/event-stream`.',
    { extensions: { code: 'SUBSCRIPTION_NEEDS_STREAM' satisfies ErrorCode } },
  );
}

/** `extensions.http` tells Yoga the status and goes no further; `spec` lets `application/json` keep to 200. */
function withStatus(error: GraphQLError, status: number): GraphQLError {
  return withHttp(error, { status, spec: true });
}

function withMethods(error: GraphQLError): GraphQLError {
  return withHttp(error, { status: 405, headers: { allow: 'POST' } });
}

function withHttp(error: GraphQLError, http: object): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: { ...error.extensions, http },
  });
}
