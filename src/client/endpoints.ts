/** Where a server's transports are. */
export interface Endpoints {
  /** For queries. */
  readonly http: string;
  /** For WebSockets. */
  readonly socket: string;
  /** For event streams that carry several operations. */
  readonly stream: string;
}

/**
 * The addresses of a server by that of its `/graphql`.
 * @param url absolute, `http:`, `https:`, `ws:` or `wss:`; or relative to a browser's page
 * @throws {TypeError} for anything else
 */
export function endpointsOf(url: string | URL, base = globalThis.location?.href): Endpoints {
  const given = URL.parse(String(url), base);
  const scheme = given ? /^(?:http|ws)(s?):$/.exec(given.protocol) : null;
  if (!given || !scheme) {
    throw new TypeError(
      `url: expected the address of a server's /graphql, such as https://specs.example/graphql, got ${JSON.stringify(String(url))}.`,
    );
  }
  const secure = scheme[1]!;
  const http = new URL(given);
  http.hash = '';
  http.protocol = `http${secure}:`;
  const socket = new URL(http);
  socket.protocol = `ws${secure}:`;
  const stream = new URL(http);
  stream.pathname = `${stream.pathname.replace(/\/$/, '')}/stream`;
  return { http: http.href, socket: socket.href, stream: stream.href };
}
