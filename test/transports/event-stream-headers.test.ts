import { expect, test } from 'vitest';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { startServer } from '../support/server.ts';

const QUERY = 'subscription { specChanged { cursor } }';
const SEARCH = new URLSearchParams({ query: QUERY }).toString();

async function reservedAt(url: string): Promise<string> {
  const response = await fetch(url, { method: 'PUT' });
  return `${url}?token=${await response.text()}`;
}

test.each<[string, (url: string) => Promise<EventStreamReader>]>([
  ['POST /graphql', (url) => EventStreamReader.post(url, { query: QUERY })],
  ['GET /graphql', (url) => EventStreamReader.open(`${url}?${SEARCH}`)],
  ['POST /graphql/stream', (url) => EventStreamReader.post(`${url}/stream`, { query: QUERY })],
  ['GET /graphql/stream', (url) => EventStreamReader.open(`${url}/stream?${SEARCH}`)],
  ['a reserved stream', async (url) => EventStreamReader.open(await reservedAt(`${url}/stream`))],
  ['a fault that is told on a stream', (url) => EventStreamReader.post(url, { query: '{' })],
  ['/api/events', (url) => EventStreamReader.open(new URL('/api/events', url).href)],
  ['/api/events in batches', (url) => EventStreamReader.open(new URL('/api/events?batch=true', url).href)],
])('%s says that no proxy may buffer, change or keep it', async (_way, open) => {
  await using server = await startServer();
  await using stream = await open(server.url.href);
  const { status, headers } = stream.response;
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(await stream.block()).toMatchObject({ comment: true });
});
