import type { GraphQLFormattedError } from 'graphql';

/** What a {@link SpecClientError} says of itself beside its message. */
export interface SpecClientErrorDetails {
  /**
   * The server's `extensions.code` (see `schema/PROTOCOL.md`), or one of the client's own: `NETWORK` where there was
   * no answer, `REFUSED` where the server does not let this client in whatever it does, `ACCESS_CHANGED` where what a
   * subscription may see has changed, `TOKEN` where no token could be had, `DISPOSED`.
   */
  readonly code: string;
  /** The errors of an operation that could not be run. @default none */
  readonly graphqlErrors?: readonly GraphQLFormattedError[];
  /** What a query has found in spite of its errors. @default nothing */
  readonly data?: unknown;
  /** The status of a refused request, or the code that a WebSocket was closed with. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** Every error of the client: an operation that is faulty, or a server that does not let it in. */
export class SpecClientError extends Error {
  override readonly name = 'SpecClientError';
  readonly code: string;
  readonly graphqlErrors: readonly GraphQLFormattedError[];
  readonly data: unknown;
  readonly status: number | undefined;

  constructor(message: string, { code, graphqlErrors = [], data, status, cause }: SpecClientErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.graphqlErrors = graphqlErrors;
    this.data = data;
    this.status = status;
  }
}

/** The error of an operation that the server did not run, or broke off. */
export function operationError(
  graphqlErrors: readonly GraphQLFormattedError[],
  status?: number,
  data?: unknown,
): SpecClientError {
  const [first] = graphqlErrors;
  const code = first?.extensions?.['code'];
  return new SpecClientError(first?.message ?? 'The operation failed without saying why.', {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    graphqlErrors,
    data,
    status,
  });
}

/** The errors in the body of an answer, or none where it has no such. */
export function errorsIn(body: unknown): readonly GraphQLFormattedError[] {
  const errors =
    typeof body === 'object' && body !== null ? (body as { errors?: unknown }).errors : undefined;
  return Array.isArray(errors) ? (errors as GraphQLFormattedError[]) : [];
}
