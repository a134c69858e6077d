import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createSpecClient } from '../../src/client/index.ts';
import { ServerStatusDocument } from '../../src/client/generated/graphql.ts';
import { createServer, type Specwire, type SpecwireOptions } from '../../src/create-server.ts';
import { query } from '../support/clients.ts';
import { hasRedis, startRedis } from '../support/redis-server.ts';
import { startRelay } from '../support/relay.ts';
import { createSpecTree, specText } from '../support/spec-tree.ts';

const FILES = { 'E1.spec.md': specText({ title: 'One' }), 'E2.spec.md': specText({ title: 'Two' }) };

const TITLES = /* GraphQL */ `
  subscription {
    specChanged(delivery: { conflate: false }) {
      __typename
      ... on SpecUpdated {
        spec {
          title
        }
      }
    }
  }
`;
interface Titles {
  readonly specChanged: { readonly __typename: string; readonly spec?: { readonly title: string } };
}

/** Two nodes on one Redis, of which the first has the folder, and a way to them that can be led to either. */
async function createNodes(options: Partial<SpecwireOptions> = {}) {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const tree = stack.use(await createSpecTree(FILES));
  const common = { port: 0, redisUrl: redis.url, settleMs: 10, maxSettleMs: 50, leaseSeconds: 1, ...options };
  const watching = stack.use(await createServer({ ...common, folder: tree.folder }));
  const serving = stack.use(await createServer(common));
  const relay = stack.use(await startRelay(watching.url));
  return {
    redis,
    tree,
    watching,
    serving,
    relay,
    /** Writes another title, and waits until a node has it. */
    async retitle(title: string, { services }: Specwire) {
      await tree.write('E1.spec.md', specText({ title }));
      await expect.poll(() => services.log.specs.get('E1')?.title, { timeout: 5_000 }).toBe(title);
    },
    moveTo(node: Specwire) {
      relay.lead(node.url);
      relay.cut();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const statusOf = async (node: Specwire) => (await query(node.url, ServerStatusDocument)).serverStatus;
const readinessOf = (node: Specwire) => fetch(new URL('/readyz', node.url));

describe.skipIf(!hasRedis)('two nodes on one Redis', () => {
  test('serve the same specs with the same cursors, though one alone has the folder', async () => {
    await using nodes = await createNodes();
    await nodes.retitle('Changed', nodes.serving);
    const text = '{ specs { totalCount changeCursor nodes { id title revision modifiedAt } } }';
    const answers = [nodes.watching, nodes.serving].map(async ({ url }) => {
      const answer = await fetch(`${url.href}?query=${encodeURIComponent(text)}`);
      return (await answer.json()) as unknown;
    });
    const [one, other] = await Promise.all(answers);
    expect(one).toMatchObject({ data: { specs: { totalCount: 2 } } });
    expect(other).toEqual(one);
  });

  test.each(['websocket', 'sse'] as const)(
    'a client over %s moves between them by its cursor, and misses and repeats nothing',
    async (transport) => {
      await using nodes = await createNodes();
      using client = createSpecClient({
        url: new URL('/graphql', nodes.relay.url),
        transports: [transport],
        timing: { retryMs: 10, maxRetryMs: 50 },
      });
      const titles: string[] = [];
      const { promise: begun, resolve } = Promise.withResolvers<unknown>();
      const stop = client.subscribe<Titles>(
        TITLES,
        {},
        {
          next: ({ data }) => void titles.push(data?.specChanged.spec?.title ?? data!.specChanged.__typename),
        },
        { onBegun: resolve },
      );
      await begun;
      const expected: string[] = [];
      for (const [at, node] of [nodes.serving, nodes.watching, nodes.serving, nodes.watching].entries()) {
        // Some come while it is on its way, some when it has arrived.
        nodes.moveTo(node);
        for (const when of ['soon', 'later']) {
          const title = `${at} ${when}`;
          expected.push(title);
          await nodes.retitle(title, node);
        }
        await expect.poll(() => titles, { timeout: 5_000 }).toEqual(expected);
      }
      stop();
    },
  );

  test('say how they stand to the log, and who the others are', async () => {
    await using nodes = await createNodes();
    const { watching, serving } = nodes;
    const [leaderId, otherId] = [watching.services.node.id, serving.services.node.id];
    await expect
      .poll(() => statusOf(serving), { timeout: 5_000 })
      .toMatchObject({
        watcher: { state: 'none', specs: 2 },
        log: { kind: 'redis', isConnected: true, lagChanges: 0, lagMs: 0, isLeader: false, leaderId },
        nodes: [
          { nodeId: leaderId, isWatching: true, head: 0 },
          { nodeId: otherId, isWatching: false, head: 0 },
        ].sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1)),
      });
    expect(await statusOf(watching)).toMatchObject({
      watcher: { state: 'watching' },
      log: { isLeader: true },
    });
    const metrics = await (await fetch(new URL('/metrics', serving.url))).text();
    expect(metrics).toContain('specwire_shared_log_connected 1');
    expect(metrics).toContain('specwire_shared_log_leader 0');
    expect(metrics).toContain('specwire_shared_log_nodes 2');
    expect(metrics).toContain('specwire_watcher_state{state="none"} 1');
  });

  test('go on serving without Redis, and say so; one may ask to be ready no more then', async () => {
    await using nodes = await createNodes();
    await using strict = await createServer({ port: 0, redisUrl: nodes.redis.url, readyNeedsRedis: true });
    expect((await readinessOf(strict)).status).toBe(200);
    await nodes.redis.kill();
    await expect.poll(async () => (await readinessOf(strict)).status).toBe(503);
    await expect.poll(() => statusOf(nodes.serving)).toMatchObject({ log: { isConnected: false } });
    const readiness = await readinessOf(nodes.serving);
    expect([readiness.status, await readiness.json()]).toMatchObject([200, { redis: 'away' }]);
    expect(await statusOf(nodes.serving)).toMatchObject({ watcher: { specs: 2 } });
    await nodes.redis.start();
    await nodes.retitle('After', strict);
    await expect.poll(async () => (await readinessOf(strict)).status).toBe(200);
  });

  test('a client is told to begin anew when Redis comes back empty', async () => {
    await using nodes = await createNodes();
    using client = createSpecClient({
      url: new URL('/graphql', nodes.serving.url),
      transports: ['websocket'],
    });
    const results: string[] = [];
    const { promise: begun, resolve } = Promise.withResolvers<unknown>();
    client.subscribe<Titles>(
      TITLES,
      {},
      {
        next: ({ data }) => void results.push(data!.specChanged.spec?.title ?? data!.specChanged.__typename),
      },
      { onBegun: resolve },
    );
    using specs = client.liveSpecs();
    await Promise.all([begun, specs.ready]);
    await nodes.redis.kill();
    await nodes.tree.write('E3.spec.md', specText({ title: 'Three' }));
    await nodes.redis.start();
    await expect.poll(() => results, { timeout: 5_000 }).toEqual(['SpecResync']);
    await expect.poll(() => [...specs.specs.keys()]).toEqual(['E1', 'E2', 'E3']);
    await nodes.retitle('After', nodes.serving);
    await expect.poll(() => results).toEqual(['SpecResync', 'After']);
  });
});

test('a server with neither folder nor Redis says what it lacks', async () => {
  await expect(createServer({ port: 0 })).rejects.toThrow('folder: expected one');
});

test('a server that waits for Redis can be told to wait no more', async () => {
  const signal = AbortSignal.timeout(300);
  await expect(createServer({ port: 0, redisUrl: 'redis://127.0.0.1:1', signal })).rejects.toThrow('timeout');
});

test('without a Redis nothing of its client is loaded', async () => {
  const main = new URL('../../src/create-server.ts', import.meta.url).href;
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const { createServer } = await import(${JSON.stringify(main)});
    const server = await createServer({ folder: process.argv[1], port: 0 });
    await server[Symbol.asyncDispose]();
    console.log(JSON.stringify(loaded.filter((url) => /ioredis|redis-log|redis-client/.test(url))));
    const other = await import(new URL('log/redis/redis-log.ts', ${JSON.stringify(main)}).href);
    console.log(JSON.stringify(loaded.some((url) => url.includes('ioredis'))));
  `;
  await using tree = await createSpecTree(FILES);
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, tree.folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += String(data)));
  await once(child, 'close');
  // The second line shows that the first could have been another.
  expect(output).toBe('[]\ntrue\n');
});
