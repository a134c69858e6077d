import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its response. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly query: URLSearchParams;
}

/** One value of a request's header, or the empty string. */
export function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Who is at the other end, as the connection's record has it. */
export function peerOf(request: IncomingMessage): {
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
} {
  return {
    remoteAddress: request.socket.remoteAddress ?? null,
    userAgent: headerOf(request, 'user-agent') || null,
  };
}
