import { ByteStream } from './byte-stream.ts';
import type { Client, ClientOptions } from './client.ts';
import type { Reply, Speech } from './speech.ts';
import { clientFrame, FRAME, readFrames } from './web-socket-frames.ts';

const END_OF_HEADERS = '\r\n\r\n';
const SHOWN_CHARACTERS = 200;

/** A subscriber over a WebSocket that is spoken by hand, so that the load is light. */
export function openWebSocketClient(speech: Speech, options: ClientOptions): Client {
  const { port, onDelivery, onReady, onLost } = options;
  let isUpgraded = false;
  let isReady = false;
  let cursor: string | undefined;
  const stream = new ByteStream({
    port,
    greeting: upgradeRequest(speech),
    onLost,
    onBytes(bytes) {
      if (isUpgraded) return readFrames(bytes, takeFrame);
      const end = bytes.indexOf(END_OF_HEADERS);
      if (end === -1) return 0;
      const status = bytes.toString('latin1', 0, bytes.indexOf('\r\n'));
      if (!status.includes(' 101 ')) throw new Error(`The upgrade was answered with ${status}.`);
      isUpgraded = true;
      if (speech.opening) obey(speech.opening, '');
      const headers = end + END_OF_HEADERS.length;
      return headers + readFrames(bytes.subarray(headers), takeFrame);
    },
  });

  function takeFrame(kind: number, bytes: Buffer, start: number, end: number): void {
    switch (kind) {
      case FRAME.text:
        if (onDelivery(bytes, start, end)) return;
        takeText(bytes.toString('utf8', start, end));
        return;
      case FRAME.ping:
        stream.write(clientFrame(FRAME.pong, bytes.subarray(start, end)));
        return;
      case FRAME.pong:
        obey({ kind: 'ready' }, '');
        return;
      default:
        throw new Error(`Frame ${kind.toString(16)} came: ${bytes.toString('utf8', start + 2, end)}`);
    }
  }

  function takeText(text: string): void {
    obey(speech.answer(text), text);
  }

  function obey(reply: Reply, text: string): void {
    switch (reply.kind) {
      case 'send':
        stream.write(clientFrame(FRAME.text, reply.text));
        return;
      case 'subscribe':
        cursor = reply.cursor;
        stream.write(Buffer.concat([clientFrame(FRAME.text, reply.text), clientFrame(FRAME.ping, '')]));
        return;
      case 'ready':
        if (isReady) return;
        isReady = true;
        onReady(cursor);
        return;
      case 'nonsense':
        throw new Error(`The server said ${text.slice(0, SHOWN_CHARACTERS)}`);
    }
  }

  return stream;
}

function upgradeRequest({ path, protocol }: Speech): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    '',
    '',
  ].join('\r\n');
}
