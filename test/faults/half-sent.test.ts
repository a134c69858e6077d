import { expect, test } from 'vitest';
import { expectHeld, held } from '../support/held.ts';
import { exchangeRaw } from '../support/raw-http.ts';
import { clientFrame, closing, connectRawWebSocket, messageFrame } from '../support/raw-web-socket.ts';
import { startServer } from '../support/server.ts';

test('who sends half a frame and stops is ended, with all it began', async () => {
  await using server = await startServer({}, { keepAliveMs: 100 });
  const before = held(server);
  const subscribe = messageFrame({
    id: '1',
    type: 'subscribe',
    payload: { query: 'subscription { specChanged { __typename } }' },
  });
  const half = clientFrame('x'.repeat(100)).subarray(0, 50);
  const socket = connectRawWebSocket(Number(server.url.port), subscribe, half);
  await expect.poll(() => server.services.hub.size).toBe(1);
  await closing(socket);
  await expectHeld(server, before);
  expect(server.services.connections.totals.pruned).toBe(1);
});

test('headers and bodies that do not come to an end are refused in time', async () => {
  await using server = await startServer();
  const port = Number(server.url.port);
  const request = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  const [headers, body] = await Promise.all([
    exchangeRaw(port, `${request}X-Slow: `),
    exchangeRaw(port, `${request}Content-Length: 1000\r\n\r\n{"query":"`),
  ]);
  expect(headers).toMatch(/^HTTP\/1\.1 408 /);
  expect(body).toMatch(/^HTTP\/1\.1 408 /);
  const readiness = await fetch(new URL('/readyz', server.url));
  expect(await readiness.json()).toEqual({ ready: true, watcher: 'watching' });
}, 40_000);
