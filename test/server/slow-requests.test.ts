import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startServer } from '../support/transport-server.ts';

/** Sends something every so often, and gives what was answered by when the server has closed the connection. */
function trickle(port: number, start: string, piece: string): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let answer = '';
    const timer = setInterval(() => socket.write(piece), 100);
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
    socket.write(start);
  });
}

test.each([
  ['headers that do not end', 'GET /graphql HTTP/1.1\r\nHost: localhost\r\n', 'X-More: x\r\n'],
  ['an upgrade that does not end', 'GET /graphql HTTP/1.1\r\nUpgrade: websocket\r\n', 'X-More: x\r\n'],
  [
    'a body that does not end',
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n{',
    ' ',
  ],
  [
    'a body of an event stream that does not end',
    'POST /graphql/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n' +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    '1\r\n \r\n',
  ],
])('%s are cut off with 408, by name, and counted', async (_case, start, piece) => {
  await using server = await startServer({ headersTimeoutMs: 500, requestTimeoutMs: 1_000 });
  const answer = await trickle(server.port, start, piece);
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({
    errors: [
      {
        message:
          'Expected the headers within 500 ms (`headersTimeoutMs`) and the whole request within 1000 ms (`requestTimeoutMs`).',
        extensions: { code: 'REQUEST_TIMEOUT', limit: 'requestTimeoutMs', max: 1_000 },
      },
    ],
  });
  expect(server.connections.totals).toMatchObject({ opened: 0, refusedBy: { requestTimeoutMs: 1 } });
});

test('headers that are too large are refused', async () => {
  await using server = await startServer();
  const answer = await trickle(server.port, `GET / HTTP/1.1\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, '');
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(answer).toContain('"code":"HEADERS_TOO_LARGE"');
});

test('what is no HTTP is a bad request, told in JSON', async () => {
  await using server = await startServer();
  const answer = await trickle(server.port, 'EHLO example\r\n\r\n', '');
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('"code":"BAD_REQUEST"');
});
