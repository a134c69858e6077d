import type { FormattedExecutionResult } from 'graphql';
import { errorsIn, operationError, SpecClientError } from './client-error.ts';
import type { TokenSource } from './token-source.ts';
import type { WireRequest } from './transport.ts';

export interface HttpQueryOptions {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly token: TokenSource;
}

/**
 * Runs one query over plain HTTP. Where the server says no to the token, and another can be had, once more with that.
 * @throws {SpecClientError} when there is no answer (`NETWORK`), the request is refused or the result has errors
 */
export async function httpQuery(
  options: HttpQueryOptions,
  request: Omit<WireRequest, 'extensions'>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  let response = await send(options, request, signal);
  if (response.status === 401 && options.token.canChange) {
    options.token.forget();
    response = await send(options, request, signal);
  }
  const body: unknown = await response.json().catch(() => undefined);
  signal?.throwIfAborted();
  const errors = errorsIn(body);
  const { data } = (body ?? {}) as FormattedExecutionResult;
  if (errors.length > 0) throw operationError(errors, response.status, data);
  if (data === undefined) {
    throw new SpecClientError(`Expected a GraphQL result, got an answer with status ${response.status}.`, {
      code: response.status === 401 ? 'UNAUTHENTICATED' : response.ok ? 'REFUSED' : 'NETWORK',
      status: response.status,
    });
  }
  return data;
}

async function send(
  { url, fetch, token }: HttpQueryOptions,
  request: object,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const bearer = await unlessAborted(tokenOf(token), signal);
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify(request),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new SpecClientError('There is no answer from the server.', { code: 'NETWORK', cause });
  }
}

/** Does not wait longer than somebody wants it. */
async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return promise;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason as Error);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function tokenOf(token: TokenSource): Promise<string | undefined> {
  try {
    return await token.current();
  } catch (cause) {
    throw new SpecClientError('No token could be had.', { code: 'TOKEN', cause });
  }
}
