import { request, STATUS_CODES, type ClientRequest, type IncomingMessage } from 'node:http';

/** Headers that concern one connection only, which a proxy has on each side of it. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Asks the server what a client asked, over a connection of its own, with the client's headers; those that concern
 * one connection are replaced by `hop`. The body is left to the caller.
 */
export function askServer(
  target: URL,
  { method, url, headers }: IncomingMessage,
  hop: Readonly<Record<string, string>> = {},
): ClientRequest {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return request({
    host: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port,
    method,
    path: url,
    headers: { ...Object.fromEntries(kept), ...hop },
    agent: false,
  });
}

/** The headers of a server's answer as it wrote them, name after value, without those of its connection. */
export function answerHeaders({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.filter((_, at) => !HOP_BY_HOP.has(rawHeaders[at - (at % 2)]!.toLowerCase()));
}

/** The head of an answer, for where there is no response to write it. */
export function answerHead(
  status: number,
  headers: readonly string[],
  statusText = STATUS_CODES[status],
): string {
  const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}\r\n`] : []));
  return `HTTP/1.1 ${status} ${statusText}\r\n${lines.join('')}\r\n`;
}

/** What a proxy says in its own name. */
export function proxyPage(status: number): { readonly headers: string[]; readonly body: string } {
  const title = `${status} ${STATUS_CODES[status]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
  return { headers: ['Content-Type', 'text/html', 'Content-Length', String(body.length)], body };
}
