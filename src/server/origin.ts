import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { headerOf } from '../transports/http/exchange.ts';

/** Which pages a browser lets use this server. */
export interface OriginPolicy {
  /** Whether a request comes from no browser, from a page of this server, or from one that is allowed. */
  isTrusted(request: IncomingMessage): boolean;
  /** Whether a request is for a name that a page may have made its own to get here. */
  isMisdirected(request: IncomingMessage): boolean;
  /** Sets the CORS headers that a request's origin is entitled to. */
  setHeaders(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a preflight. */
  answerPreflight(response: ServerResponse, methods: readonly string[]): void;
}

/**
 * @param allowed Origins beside the server's own, compared exactly: `https://dashboard.example`.
 * @param anyHost Whether the server goes by any name; else by addresses, `localhost` and the names in those origins.
 */
export function createOriginPolicy(allowed: readonly string[], anyHost = true): OriginPolicy {
  const origins = new Set(allowed);
  const names = new Set(allowed.map((origin) => new URL(origin).hostname));
  return {
    isMisdirected(request) {
      const host = headerOf(request, 'host');
      if (anyHost || host === '') return false;
      const name = URL.parse(`http://${host}`)?.hostname;
      return name === undefined || !(isOfThisMachine(name) || names.has(name));
    },
    isTrusted(request) {
      const origin = headerOf(request, 'origin');
      return origin === '' || origins.has(origin) || isOwn(origin, headerOf(request, 'host'));
    },
    setHeaders(request, response) {
      response.setHeader('vary', 'Origin');
      const origin = headerOf(request, 'origin');
      if (!origins.has(origin)) return;
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-credentials', 'true');
      response.setHeader('access-control-expose-headers', 'Specwire-Cursor, Retry-After, WWW-Authenticate');
    },
    answerPreflight(response, methods) {
      if (response.hasHeader('access-control-allow-origin')) {
        response.setHeader('access-control-allow-methods', methods.join(', '));
        response.setHeader(
          'access-control-allow-headers',
          'Content-Type, Authorization, X-GraphQL-Event-Stream-Token, Last-Event-ID',
        );
        response.setHeader('access-control-max-age', '600');
      }
      response.writeHead(204, { allow: methods.join(', ') });
      response.end();
    },
  };
}

/** A name that nobody else can have point here, and an address. */
function isOfThisMachine(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) > 0;
}

/** The scheme is not compared: behind a proxy that ends TLS it differs. */
function isOwn(origin: string, host: string): boolean {
  return host !== '' && URL.parse(origin)?.host === host.toLowerCase().replace(/:(80|443)$/, '');
}
