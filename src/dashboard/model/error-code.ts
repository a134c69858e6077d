import type { CombinedError } from 'urql';

/** The code of what went wrong: the server's, or the client's own. */
export function errorCode({ graphQLErrors, networkError }: CombinedError): string | undefined {
  const code = graphQLErrors[0]?.extensions['code'] ?? (networkError as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
