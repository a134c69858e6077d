import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FollowerTransport } from '../follower.ts';
import type { HostileNetwork } from '../hostile-network.ts';
import { RawSocket } from '../raw-socket.ts';
import { connectRawWebSocket } from '../raw-web-socket.ts';
import { specText } from '../spec-tree.ts';

export const PATH = 'E01/spec.md';
export const FILES = { [PATH]: specText({ title: 'Before' }) };
export const AFTER = specText({ title: 'After' });
export const TRANSPORTS: readonly FollowerTransport[] = ['WEBSOCKET', 'SSE', 'SINGLE'];
/** A subscription that yields something at once. */
export const SNAPSHOT = {
  query: 'subscription { specsChanged(snapshot: true) { snapshot { title } changes { specId } } }',
};

/** A WebSocket through a network. */
export function socketOf(network: HostileNetwork): RawSocket {
  return new RawSocket(network.url.href.replace('http:', 'ws:'));
}

/** An ordinary request through a network. */
export function postQuery({ url }: HostileNetwork): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ spec(id: "E01") { title } }' }),
  });
}

/** A server that sends back what it is sent, WebSocket or not, and the headers it saw. */
export async function startEcho() {
  const sockets = new Set<Socket>();
  const server = createServer((asked, answer) => {
    const { host, origin, connection } = asked.headers;
    answer.setHeader('x-saw', JSON.stringify({ host, origin, connection }));
    asked.pipe(answer);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (_asked, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
    /** Resets every connection. */
    reset(): void {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    /** Waits until every connection has closed by itself. */
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A bare connection that is upgraded, with the error that it ends with. */
export async function upgraded({ url }: HostileNetwork) {
  const socket = connectRawWebSocket(Number(url.port));
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  await once(socket, 'data');
  return { socket, failed };
}
