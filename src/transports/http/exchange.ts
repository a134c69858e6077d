import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../access.ts';

/** One request and its response. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly query: URLSearchParams;
}

/** One from somebody who was let in. */
export interface AdmittedExchange extends HttpExchange {
  readonly access: Access;
}

/** One value of a request's header, or the empty string. */
export function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** The path of a request, without the query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

/** Where those requests come from that a trusted proxy passed on. */
const forwardedAddresses = new WeakMap<IncomingMessage, string>();

/** Notes where a request comes from that a trusted proxy passed on. */
export function noteAddress(request: IncomingMessage, address: string): void {
  forwardedAddresses.set(request, address);
}

/** Who is at the other end, behind trusted proxies, as the connection's record has it. */
export function peerOf(request: IncomingMessage): {
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
} {
  return {
    remoteAddress: forwardedAddresses.get(request) ?? request.socket.remoteAddress ?? null,
    userAgent: headerOf(request, 'user-agent') || null,
  };
}
