import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is done in place of the right answer; `false` leaves it to that. */
type Misdeed = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server of graphql-sse's single connection mode that runs nothing, and does what a test says. */
export interface StreamServer extends AsyncDisposable {
  /** As a client is given it. */
  readonly url: string;
  /** Of each request, with the operation of a DELETE. */
  readonly requests: readonly string[];
  /** Writes to the stream that was opened last. */
  write(text: string): void;
}

export async function startStreamServer(
  misdeeds: Readonly<Partial<Record<'PUT' | 'GET' | 'POST' | 'DELETE', Misdeed>>> = {},
): Promise<StreamServer> {
  const requests: string[] = [];
  let stream: ServerResponse | undefined;
  const server = createServer((request, response) => {
    const method = request.method as keyof typeof misdeeds;
    const operation = new URL(request.url!, 'http://localhost').searchParams.get('operationId');
    requests.push(operation === null ? method : `${method} ${operation}`);
    request.resume();
    const misdeed = misdeeds[method];
    if (misdeed && misdeed(request, response) !== false) return;
    if (method === 'GET') {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream.write(':\n\n');
      return;
    }
    const status = { PUT: 201, POST: 202, DELETE: 200 }[method];
    response.writeHead(status).end(method === 'PUT' ? 'a-stream' : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests,
    write: (text) => void stream?.write(text),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
