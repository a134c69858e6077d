import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FollowerTransport } from '../follower.ts';
import type { HostileNetwork } from '../hostile-network.ts';
import { RawSocket } from '../raw-socket.ts';
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

/** A server that sends back what it is sent, and the headers it saw. */
export async function startEcho() {
  const server = createServer((asked, answer) => {
    answer.setHeader('x-saw', JSON.stringify([asked.headers.host, asked.headers.origin]));
    asked.pipe(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
