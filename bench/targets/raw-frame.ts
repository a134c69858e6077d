import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { asNextMessage, eventOf, paddingFor } from '../event/event.ts';
import { RawAudience, subscribeOf } from './audience.ts';
import { listen } from './listen.ts';
import { runTarget } from './target.ts';

const TEXT_FRAME = 0x81;
const TWO_BYTE_LENGTH = 126;
const HEADER_BYTES = 4;

// The frame is built once, and written to each socket past `ws`.
await runTarget(async ({ specs }) => {
  const padding = paddingFor(asNextMessage);
  const audience = new RawAudience<Duplex>();
  const http = createServer();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on('upgrade', (request, socket, head) => {
    server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('close', () => audience.remove(socket));
      webSocket.on('message', (text) => audience.add(socket, subscribeOf(text)));
    });
  });
  return {
    port: await listen(http),
    publish(sequences) {
      for (const sequence of sequences) {
        const frame = frameOf(asNextMessage(eventOf(sequence, specs, padding)));
        audience.each(sequence % specs, (socket) => socket.write(frame));
      }
    },
  };
});

/** A frame for a text of 126 to 65,535 bytes. */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
  frame[0] = TEXT_FRAME;
  frame[1] = TWO_BYTE_LENGTH;
  frame.writeUInt16BE(length, 2);
  frame.write(text, HEADER_BYTES);
  return frame;
}
