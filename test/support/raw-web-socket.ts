import { connect, type Socket } from 'node:net';

/** The request that opens a WebSocket. */
const UPGRADE =
  'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
  'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';

const TEXT = 0x1;

/** One frame of a client; its mask is zero, which leaves the payload as it is. */
export function clientFrame(payload: string | Buffer, opcode = TEXT): Buffer {
  const bytes = Buffer.from(payload);
  const header =
    bytes.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | bytes.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([header, Buffer.alloc(4), bytes]);
}

/** The frame of a message of graphql-transport-ws. */
export function messageFrame(message: object): Buffer {
  return clientFrame(JSON.stringify(message));
}

/** A connection that writes these bytes as soon as it may; what comes back is read and dropped. */
export function connectRaw(port: number, ...parts: (string | Buffer)[]): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  for (const part of parts) socket.write(part);
  return socket;
}

/** A WebSocket that writes these frames as soon as it is acknowledged, and then emits `acknowledged`. */
export function connectRawWebSocket(port: number, ...frames: Buffer[]): Socket {
  const socket = connectRaw(port, UPGRADE, messageFrame({ type: 'connection_init' }));
  socket.on('data', function write(data) {
    if (!data.includes('connection_ack')) return;
    socket.off('data', write);
    for (const frame of frames) socket.write(frame);
    socket.emit('acknowledged');
  });
  return socket;
}

/** Resolves when a connection has ended, whoever ended it. */
export function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
