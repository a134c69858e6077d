import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { changeBetween } from '../../src/spec/spec-change.ts';
import { expectHeld, held, heapBytes } from '../support/held.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';

const SPECS = 200;
const CHANGES = 100_000;
const PER_COMMIT = 20;
/** Half of the changes; the titles are what is folded. */
const QUERY = /* GraphQL */ `
  subscription {
    specsChanged(filter: { ids: ["E1", "E1-*"] }) {
      cursor
      changes {
        specId
        ... on SpecUpdated {
          spec {
            title
          }
        }
        ... on SpecCreated {
          spec {
            title
          }
        }
      }
    }
  }
`;

interface Payload {
  readonly data: {
    readonly specsChanged: {
      readonly cursor: string;
      readonly changes: readonly { readonly specId: string; readonly spec: { readonly title: string } }[];
    };
  };
}

/** Who does not read until it is told to, and then folds. */
class Sleeper {
  readonly titles = new Map<string, string>();
  readonly cursors: string[] = [];
  wake: () => void = () => undefined;
  leave: () => void = () => undefined;

  take({ data }: Payload): void {
    this.cursors.push(data.specsChanged.cursor);
    for (const { specId, spec } of data.specsChanged.changes) this.titles.set(specId, spec.title);
  }
}

async function sleepOnWebSocket({ url }: TestServer): Promise<Sleeper> {
  const sleeper = new Sleeper();
  const client = await new RawSocket(url.href.replace('http:', 'ws:')).acknowledged();
  client.subscribe('1', QUERY);
  const { socket } = client;
  socket.pause();
  socket.on('message', (data: Buffer) => {
    sleeper.take((JSON.parse(String(data)) as { payload: Payload }).payload);
  });
  sleeper.wake = () => socket.resume();
  sleeper.leave = () => socket.terminate();
  return sleeper;
}

async function sleepOnEventStream({ url }: TestServer): Promise<Sleeper> {
  const sleeper = new Sleeper();
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
  const sent = request(url, { method: 'POST', headers });
  sent.end(JSON.stringify({ query: QUERY }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data) sleeper.take(JSON.parse(data) as Payload);
    }
  });
  response.on('error', () => undefined);
  response.pause();
  sleeper.wake = () => response.resume();
  sleeper.leave = () => void response.destroy();
  return sleeper;
}

test('clients that never read cost nothing while 100,000 changes pass, and read the right state at last', async () => {
  await using server = await startServer();
  const { log, hub, connections } = server.services;
  const before = held(server);
  const sleepers = [await sleepOnWebSocket(server), await sleepOnEventStream(server)];
  await expect.poll(() => hub.size).toBe(2);

  let made = 0;
  const pass = async (until: number): Promise<void> => {
    while (made < until) {
      const changes = Array.from({ length: PER_COMMIT }, () => {
        const id = `E${(made % 2) + 1}-F${made % SPECS}`;
        made += 1;
        const title = `${made} ${'of the changes that pass '.repeat(8)}`;
        return changeBetween(log.specs.get(id), aSpec({ id, title, body: '' }))!;
      });
      log.append(changes, []);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  await pass(CHANGES / 2);
  const halfway = heapBytes();
  const delivered = () =>
    connections
      .all()
      .map(({ subscriptions }) => subscriptions.reduce((sum, each) => sum + each.delivered, 0));
  const deliveredHalfway = delivered();
  await pass(CHANGES);
  // The network holds what it has taken, and nothing was added to that for a long time.
  expect(delivered()).toEqual(deliveredHalfway);
  expect(Math.max(...delivered())).toBeLessThan(CHANGES / PER_COMMIT / 2);
  expect(heapBytes() - halfway).toBeLessThan(8_000_000);

  const expected = Object.fromEntries(
    [...log.specs].filter(({ id }) => id.startsWith('E1-')).map(({ id, title }) => [id, title]),
  );
  expect(Object.keys(expected)).toHaveLength(SPECS / 2);
  for (const { wake } of sleepers) wake();
  for (const { titles, cursors } of sleepers) {
    await expect.poll(() => Object.fromEntries(titles), { timeout: 10_000 }).toEqual(expected);
    expect(new Set(cursors).size).toBe(cursors.length);
  }
  for (const { leave } of sleepers) leave();
  await expectHeld(server, before);
}, 60_000);
