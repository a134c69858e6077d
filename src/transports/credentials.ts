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
  if (typeof payload !== 'object' || payload === null) return null;
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value !== 'string') continue;
    if (name === 'token' && value !== '') return value;
    if (name.toLowerCase() === 'authorization') return tokenIn(value);
  }
  return 'headers' in payload ? payloadTokenOf(payload.headers) : null;
}

function tokenIn(header: string): string | null {
  return /^bearer +([^\s]+) *$/i.exec(header)?.[1] ?? null;
}
