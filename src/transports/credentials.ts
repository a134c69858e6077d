import type { IncomingHttpHeaders } from 'node:http';

/** The bearer token of an Authorization header; `null` where there is none, or another scheme. */
export function bearerTokenOf({ authorization }: IncomingHttpHeaders): string | null {
  return authorization === undefined ? null : tokenIn(authorization);
}

/**
 * The token in a `connection_init` or a ping: `token`, or `authorization` as in the header, in whatever case and also
 * below `headers`.
 */
export function payloadTokenOf(payload: unknown): string | null {
  if (!isRecord(payload)) return null;
  const { token, headers } = payload;
  if (typeof token === 'string' && token !== '') return token;
  return authorizationIn(payload) ?? (isRecord(headers) ? authorizationIn(headers) : null);
}

function authorizationIn(headers: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && name.toLowerCase() === 'authorization') return tokenIn(value);
  }
  return null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function tokenIn(header: string): string | null {
  return /^bearer +([^\s]+) *$/i.exec(header)?.[1] ?? null;
}
