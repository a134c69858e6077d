import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';

/** The WebSocket server that graphql-ws's documentation sets up for `useServer`. */
export function graphqlWsServer(server: Server): WebSocketServer {
  return new WebSocketServer({ server, path: '/graphql' });
}
