import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { asNextMessage, eventOf, paddingFor } from '../event/event.ts';
import { RawAudience, subscribeOf } from './audience.ts';
import { listen } from './listen.ts';
import { runTarget } from './target.ts';

// The reference: one string, sent to each by `ws`.
await runTarget(async ({ specs }) => {
  const padding = paddingFor(asNextMessage);
  const audience = new RawAudience<WebSocket>();
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.on('close', () => audience.remove(socket));
    socket.on('message', (text) => audience.add(socket, subscribeOf(text)));
  });
  return {
    port: await listen(http),
    publish(sequences) {
      for (const sequence of sequences) {
        const text = asNextMessage(eventOf(sequence, specs, padding));
        audience.each(sequence % specs, (socket) => socket.send(text));
      }
    },
  };
});
