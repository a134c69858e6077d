import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenByClient, listenToEvents, type CreationListener } from '../support/created-specs.ts';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import {
  BALANCER_NAMES,
  hasBalancer,
  startBalancer,
  type RunningBalancer,
} from '../support/load-balancer.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import { serveFolder, type ServedProcess } from '../support/served-process.ts';
import { createSpecTree, specText, type SpecTree } from '../support/spec-tree.ts';

const TOKEN = 'a-token-for-the-test';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const JSON_BODY = { ...AUTHORIZED, 'content-type': 'application/json' };
const NODES = ['a', 'b'] as const;
const FLAGS =
  `--token ${TOKEN} --trusted-proxies 127.0.0.1 --settle-ms 10 --lease-seconds 1 --drain-seconds 2`.split(
    ' ',
  );
/** As often as a balancer would have to be lucky. */
const TIMES = 6;
/** What "at once" is, in milliseconds: far less than a keep-alive interval, at which a buffer would be flushed. */
const AT_ONCE_MS = 1_000;

interface Query<T> {
  readonly data?: T;
  readonly errors?: unknown;
}

async function query<T>(url: URL, text: string): Promise<Query<T>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify({ query: text }),
  });
  return (await response.json()) as Query<T>;
}

async function addressesOn(url: URL): Promise<(string | null)[]> {
  const { data } = await query<{ connections: { remoteAddress: string | null }[] }>(
    url,
    '{ connections { remoteAddress } }',
  );
  return data!.connections.map(({ remoteAddress }) => remoteAddress);
}

describe.skipIf(!hasRedis).each(BALANCER_NAMES)('two nodes behind %s', (name) => {
  describe.skipIf(!hasBalancer(name))('with the configuration of the examples', () => {
    let redis: TestRedis;
    let tree: SpecTree;
    let nodes: ServedProcess[];
    let balancer: RunningBalancer;
    let created = 0;

    const startNode = (node: string, ...more: string[]): Promise<ServedProcess> =>
      serveFolder(tree.folder, '--redis-url', redis.url, '--node-name', node, ...FLAGS, ...more);

    beforeAll(async () => {
      redis = await startRedis();
      tree = await createSpecTree({ 'E01.spec.md': specText({ title: 'Lending' }) });
      nodes = await Promise.all(NODES.map((node) => startNode(node)));
      balancer = await startBalancer(name, [nodes[0]!.url.port, nodes[1]!.url.port]);
    });

    afterAll(async () => {
      await balancer?.[Symbol.asyncDispose]();
      for (const node of nodes ?? []) await node[Symbol.asyncDispose]();
      await tree?.[Symbol.asyncDispose]();
      await redis?.[Symbol.asyncDispose]();
    });

    /** Creates one spec more, and returns its ID. */
    async function create(): Promise<string> {
      created += 1;
      const id = `E01-F${created}`;
      await tree.write(`${id}.spec.md`, specText({ title: `Feature ${created}` }));
      return id;
    }

    /** Reserves an event stream, on whichever node. */
    async function reserve(): Promise<string> {
      const response = await fetch(`${balancer.url.href}/stream`, { method: 'PUT', headers: AUTHORIZED });
      return response.text();
    }

    /** Waits until the balancer sends somebody to a node, as whoever deploys waits before the next. */
    async function isTaken(node: string): Promise<void> {
      await expect.poll(reserve, { timeout: 10_000 }).toMatch(`${node}.`);
    }

    function listen(stack: DisposableStack): readonly CreationListener[] {
      return Array.from({ length: 4 }, () => [
        stack.use(listenByClient(balancer.url, 'websocket', TOKEN)),
        stack.use(listenByClient(balancer.url, 'sse', TOKEN)),
        stack.use(listenToEvents(balancer.url, TOKEN)),
      ]).flat();
    }

    test('streams of all kinds tell of a change at once, and are on both nodes', async () => {
      using stack = new DisposableStack();
      const listeners = listen(stack);
      await Promise.all(listeners.map(({ begun }) => begun));
      const expected = [await create()];
      await expect
        .poll(() => listeners.map(({ ids }) => ids), { timeout: AT_ONCE_MS, interval: 10 })
        .toEqual(listeners.map(() => expected));
      for (const { url } of nodes) expect(await addressesOn(url)).not.toHaveLength(0);
    });

    test('what is reserved on a node is found there, whoever is asked', async () => {
      const stream = `${balancer.url.href}/stream`;
      const tokens = new Set<string>();
      for (let time = 0; time < TIMES; time += 1) {
        const token = await reserve();
        tokens.add(token.split('.')[0]!);
        const headers = { ...JSON_BODY, 'x-graphql-event-stream-token': token };
        const ticketed = await fetch(new URL('/graphql/ticket', balancer.url), { method: 'POST', headers });
        const { ticket } = (await ticketed.json()) as { ticket: string };
        await using reader = await EventStreamReader.open(`${stream}?token=${token}&ticket=${ticket}`);
        expect(reader.response.status).toBe(200);
        const body = JSON.stringify({
          query: '{ specs { totalCount } }',
          extensions: { operationId: 'count' },
        });
        expect((await fetch(stream, { method: 'POST', headers, body })).status).toBe(202);
        expect(await reader.event()).toMatchObject({ event: 'next' });
      }
      expect(tokens).toEqual(new Set(NODES));
    });

    test('a ticket is good wherever it was issued', async () => {
      for (let time = 0; time < TIMES; time += 1) {
        const response = await fetch(new URL('/graphql/ticket', balancer.url), {
          method: 'POST',
          headers: AUTHORIZED,
        });
        const { ticket } = (await response.json()) as { ticket: string };
        await using reader = await EventStreamReader.open(
          new URL(`/api/events?ticket=${ticket}`, balancer.url).href,
        );
        expect(reader.response.status).toBe(200);
      }
    });

    test('a node knows the address of the client, whatever that says of itself', async () => {
      const asked = request(new URL('/api/events', balancer.url), {
        localAddress: '127.0.0.2',
        headers: { ...AUTHORIZED, 'x-forwarded-for': '203.0.113.9', accept: 'text/event-stream' },
      });
      asked.end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(200);
      const all = (await Promise.all(nodes.map(({ url }) => addressesOn(url)))).flat();
      expect(all).toContain('127.0.0.2');
      expect(all).not.toContain('203.0.113.9');
      response.destroy();
    });

    test('metrics are for those who ask a node', async () => {
      const behind = (url: URL) => fetch(new URL('/metrics', url), { headers: AUTHORIZED });
      expect((await behind(balancer.url)).status).toBe(404);
      expect((await behind(nodes[0]!.url)).status).toBe(200);
    });

    test('each node drains and comes back in turn: queries are answered, nothing is missed or told twice', async () => {
      using stack = new DisposableStack();
      const listeners = listen(stack);
      await Promise.all(listeners.map(({ begun }) => begun));
      const expected: string[] = [];
      const failures: unknown[] = [];
      let answered = 0;

      /** Goes on creating and asking as long as something else happens. */
      async function during<T>(work: Promise<T>): Promise<T> {
        let isDone = false;
        const done = work.finally(() => (isDone = true));
        do {
          expected.push(await create());
          const { data, errors } = await query<{ specs: object }>(balancer.url, '{ specs { totalCount } }');
          if (data) answered += 1;
          else failures.push(errors);
        } while (!isDone);
        return done;
      }

      for (const [at, node] of NODES.entries()) {
        const leaving = nodes[at]!;
        leaving.process.kill('SIGTERM');
        expect(await during(leaving.exited)).toEqual([0, null]);
        nodes[at] = await during(startNode(node, '--port', leaving.url.port));
        await during(isTaken(node));
      }
      expected.push(await create());

      const sorted = (ids: readonly string[]) => ids.toSorted();
      await expect
        .poll(() => listeners.map(({ name: kind, ids }) => [kind, sorted(ids)]), { timeout: 20_000 })
        .toEqual(listeners.map(({ name: kind }) => [kind, sorted(expected)]));
      expect(listeners.flatMap(({ losses }) => losses)).toEqual([]);
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(0);
    }, 60_000);
  });
});
