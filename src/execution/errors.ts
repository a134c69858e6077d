import { GraphQLError, type ExecutionResult } from 'graphql';

/** The codes in `extensions.code` of every error that leaves the server. */
export type ErrorCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'QUERY_TOO_COMPLEX'
  | 'INTROSPECTION_DISABLED'
  | 'SUBSCRIPTION_NEEDS_STREAM'
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'INTERNAL_SERVER_ERROR';

/** Bad input: says what was expected and what came. */
export function badUserInput(message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code: 'BAD_USER_INPUT' } });
}

/** Something that whoever asks may not have: says what it takes. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' satisfies ErrorCode } });
}

/** The same error with a code, unless it has one. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  if (typeof error.extensions['code'] === 'string') return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    cause: error.cause,
    extensions: { ...error.extensions, code },
  });
}

/** Takes an error that nobody foresaw, before it is masked; what it throws is ignored. */
export type UnexpectedErrorListener = (error: unknown) => void;

/**
 * An error as a client may see it: a GraphQL error of ours or of the executor as it is, any other hidden behind
 * one sentence and told to the listener.
 */
export function maskError(error: unknown, onUnexpected: UnexpectedErrorListener): GraphQLError {
  if (error instanceof GraphQLError) {
    const cause = error.cause ?? error;
    if (cause instanceof GraphQLError && isForClients(error)) return withCode(error, 'BAD_USER_INPUT');
    onUnexpected(cause);
    return new GraphQLError('Unexpected error.', {
      nodes: error.nodes,
      path: error.path,
      extensions: { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode },
    });
  }
  onUnexpected(error);
  return new GraphQLError('Unexpected error.', {
    extensions: { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode },
  });
}

/**
 * Ours have a code. The executor's have none: those of a request point at a variable or a value in it, and those
 * that only a faulty resolver can cause, such as an unknown enum value, at a field.
 */
function isForClients({ extensions, path, nodes }: GraphQLError): boolean {
  return typeof extensions['code'] === 'string' || path === undefined || nodes?.[0]?.kind !== 'Field';
}

/** A result with every error fit to be seen. */
export function maskResult(result: ExecutionResult, onUnexpected: UnexpectedErrorListener): ExecutionResult {
  if (!result.errors) return result;
  return { ...result, errors: result.errors.map((error) => maskError(error, onUnexpected)) };
}
