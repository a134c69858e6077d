import { expect, test } from 'vitest';
import { createEventStreamTransport } from '../../src/client/event-stream-transport.ts';
import type { Loss } from '../../src/client/loss.ts';

type Answer = (method: string, init: RequestInit) => Response | Promise<Response>;

/** Connects to a server that answers like this; resolves with how it ended. */
function endOf(answer: Answer): Promise<Loss | 'opened'> {
  const { promise, resolve } = Promise.withResolvers<Loss | 'opened'>();
  const transport = createEventStreamTransport({
    url: 'http://127.0.0.1:1/graphql/stream',
    fetch: async (_, init) => answer(init?.method ?? 'GET', init ?? {}),
  });
  transport.connect(undefined, {
    opened: () => resolve('opened'),
    alive: () => undefined,
    ended: resolve,
  });
  return promise;
}

const reserved = () => new Response('a-stream', { status: 201 });
const problem = (status: number, message: string, headers = {}) =>
  Response.json({ errors: [{ message }] }, { status, headers });

test.each<[string, Answer, Partial<Loss>]>([
  [
    'a network that is not there',
    () => Promise.reject(new TypeError('fetch failed')),
    { kind: 'lost', reason: 'Event stream: fetch failed' },
  ],
  [
    'a page in place of a stream',
    () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }),
    { kind: 'blocked', status: 200, reason: 'Event stream: refused with 200' },
  ],
  [
    'another kind of answer to the stream',
    (method) => (method === 'PUT' ? reserved() : Response.json({})),
    { kind: 'blocked', reason: 'Event stream: expected text/event-stream, got application/json' },
  ],
  [
    'a server that shuts down',
    () => problem(503, 'The server is shutting down.', { 'retry-after': '4' }),
    {
      kind: 'later',
      status: 503,
      retryAfterMs: 4_000,
      reason: 'Event stream: refused with 503 (The server is shutting down.)',
    },
  ],
  [
    'a proxy whose server is away',
    () => new Response('<h1>Bad Gateway</h1>', { status: 502 }),
    { kind: 'later', status: 502, reason: 'Event stream: refused with 502' },
  ],
  [
    'no token that will do',
    () => problem(401, 'Expected a bearer token.'),
    { kind: 'unauthenticated', status: 401 },
  ],
  [
    'a page of a foreign origin',
    (method) => (method === 'PUT' ? reserved() : problem(403, 'Not this origin.')),
    { kind: 'refused', status: 403 },
  ],
])('%s is told as what it is', async (_, answer, expected) => {
  expect(await endOf(answer)).toMatchObject({ transport: 'sse', ...expected });
});

test('a stream is open with its first byte, not with its headers', async () => {
  const bytes = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const body = new ReadableStream<Uint8Array>({ start: (controller) => bytes.resolve(controller) });
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
  let isOpen = false;
  const opened = endOf((method) => (method === 'PUT' ? reserved() : new Response(body, { headers }))).then(
    (how) => {
      isOpen = true;
      return how;
    },
  );
  const controller = await bytes.promise;
  // Long enough for the headers to have been seen.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(isOpen).toBe(false);
  controller.enqueue(new TextEncoder().encode(':\n\n'));
  expect(await opened).toBe('opened');
});
