import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { changeBetween } from '../../src/spec/spec-change.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';

const QUERY =
  'subscription { specChanged { ... on SpecCreated { spec { title body } } ... on SpecUpdated { spec { title body } } } }';
/** Together far more than the buffers of a loopback connection hold. */
const CHANGES = 4_000;
const BODY = 'x'.repeat(8 * 1024);
const LAST = `Version ${CHANGES}`;

/** A client that can stop reading, and knows the titles it was told, in order. */
interface Reader extends Disposable {
  readonly titles: readonly string[];
  pause(): void;
  resume(): void;
}

async function overWebSocket({ url }: TestServer): Promise<Reader> {
  const client = await new RawSocket(url.href.replace('http:', 'ws:')).acknowledged();
  client.subscribe('1', QUERY);
  await client.ping();
  return {
    get titles() {
      return client.texts.flatMap(titlesIn);
    },
    pause: () => client.socket.pause(),
    resume: () => client.socket.resume(),
    [Symbol.dispose]: () => client.socket.terminate(),
  };
}

async function overEventStream({ url }: TestServer): Promise<Reader> {
  const sent = request(url, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
  });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify({ query: QUERY }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => (text += part));
  return {
    get titles() {
      return titlesIn(text);
    },
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    [Symbol.dispose]: () => response.destroy(),
  };
}

function titlesIn(text: string): string[] {
  return [...text.matchAll(/"title":"([^"]*)"/g)].map(([, title]) => title!);
}

/** Commits versions of one spec, each in a turn of its own. */
async function commitAll({ services: { log } }: TestServer): Promise<void> {
  for (let version = 1; version <= CHANGES; version += 1) {
    const after = aSpec({ id: 'E1', title: `Version ${version}`, body: BODY, revision: String(version) });
    log.append([changeBetween(log.specs.get('E1'), after)!], []);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each([
  ['a WebSocket', overWebSocket],
  ['an event stream', overEventStream],
])('a client that stops reading %s', (_name, open) => {
  test('gets the latest when it reads again, and nothing waits for it meanwhile; the others lack nothing', async () => {
    await using server = await startServer({}, { keepAliveMs: 0, windowChanges: 100 });
    using slow = await open(server);
    using quick = await open(server);
    await expect.poll(() => server.services.hub.size).toBe(2);
    slow.pause();
    await commitAll(server);
    await expect.poll(() => quick.titles.at(-1), { timeout: 15_000 }).toBe(LAST);
    // The slow one was handed only what its connection's buffers hold.
    expect(server.services.hub.totals.delivered).toBeLessThan(CHANGES + quick.titles.length - CHANGES / 4);

    slow.resume();
    await expect.poll(() => slow.titles.at(-1), { timeout: 15_000 }).toBe(LAST);
    const versions = slow.titles.map((title) => Number(title.slice('Version '.length)));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions.length).toBeLessThan(CHANGES);
    expect(server.services.hub.totals.conflated).toBeGreaterThan(0);
    const [first, second] = server.services.connections.all();
    expect(first!.subscriptions[0]!.delivered).toBe(versions.length);
    expect(first!.subscriptions[0]!.conflated + versions.length).toBe(CHANGES);
    expect(second!.subscriptions[0]!.delivered).toBe(quick.titles.length);
  }, 60_000);
});
