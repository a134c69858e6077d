import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemBody, type HttpProblem } from '../transports/http/reply.ts';

/** Answers with a problem on a socket that has no response object, and closes it. */
export function refuseSocket(socket: Duplex, problem: HttpProblem): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(problemBody(problem));
  const headers = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    ...problem.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('finish', () => socket.destroy());
  const { status } = problem;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
