import { SpecClientError } from './client-error.ts';
import type { SpecDocument } from './document-text.ts';
import { callback, type SpecResult } from './live-operation.ts';
import type { SpecClient, SubscribeOptions } from './spec-client.ts';

type Values = Record<string, unknown>;

/** An operation as other libraries have it. */
export interface ForeignOperation {
  /** A `subscription` is followed; all else is asked once. */
  readonly kind: string;
  readonly document: SpecDocument<Values, Values>;
  readonly variables: Values | undefined;
  /** Which operation of the document. @default the only one */
  readonly operationName?: string | undefined;
  /** Ends a query, with its reason as the error. @default none */
  readonly signal?: AbortSignal | null | undefined;
  /** Of a subscription. @default none */
  readonly options?: SubscribeOptions | undefined;
}

/** Who hears of it, as other libraries have that. After `error` or `complete`, and once it is stopped, nothing comes. */
export interface ForeignObserver {
  next(result: SpecResult<Values>): void;
  error(error: Error): void;
  complete(): void;
}

/**
 * Runs an operation of another library over a client. GraphQL's errors come as a result, as these libraries expect;
 * those of the network as an error.
 * @returns what stops it
 */
export function runOperation(
  client: SpecClient,
  operation: ForeignOperation,
  observer: ForeignObserver,
): () => void {
  function fail(error: unknown): void {
    if (!(error instanceof SpecClientError) || error.graphqlErrors.length === 0) {
      observer.error(error as Error);
      return;
    }
    const { data, graphqlErrors } = error;
    observer.next({ errors: graphqlErrors, ...(data === undefined ? {} : { data: data as Values | null }) });
    observer.complete();
  }

  try {
    return operation.kind === 'subscription'
      ? follow(client, operation, observer, fail)
      : ask(client, operation, observer, fail);
  } catch (error) {
    fail(error);
    return () => undefined;
  }
}

function follow(
  client: SpecClient,
  { document, variables, operationName, options }: ForeignOperation,
  observer: ForeignObserver,
  fail: (error: unknown) => void,
): () => void {
  return client.subscribe(
    document,
    variables,
    { next: (result) => observer.next(result), error: fail, complete: () => observer.complete() },
    { ...options, operationName },
  );
}

function ask(
  client: SpecClient,
  { document, variables, operationName, signal }: ForeignOperation,
  observer: ForeignObserver,
  fail: (error: unknown) => void,
): () => void {
  const stopped = new AbortController();
  const signals = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  // What an observer throws is not a failure of the query, and must not come back to it as one.
  const unlessStopped = (call: () => void) => callback(() => !stopped.signal.aborted && call());
  client.query(document, variables, { signal: signals, operationName }).then(
    (data) =>
      unlessStopped(() => {
        observer.next({ data });
        observer.complete();
      }),
    (error: unknown) => unlessStopped(() => fail(error)),
  );
  return () => stopped.abort();
}
