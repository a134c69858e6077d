import { connect } from 'node:net';

/** Writes bytes to a port and gives all that comes back until the other side closes. */
export function exchangeRaw(port: number, ...parts: string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.on('connect', () => {
      for (const part of parts) socket.write(part);
    });
  });
}
