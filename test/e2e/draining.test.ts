import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseCursor } from '../../src/log/cursor.ts';
import { follow, type Follower } from '../support/follower.ts';
import { exchangeRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { serveFolder } from '../support/served-process.ts';
import { createSpecTree, specText, type SpecTree } from '../support/spec-tree.ts';

const SPECS = 5;
/** Each kind of client three times. One gathers its changes for a minute: what waits then must not be lost. */
const KINDS = (['WEBSOCKET', 'SSE', 'SINGLE'] as const).flatMap((transport) =>
  [0, 60_000].flatMap((windowMs) => Array.from({ length: 3 }, () => ({ transport, windowMs }))),
);

function specFile(at: number, title: string): [path: string, text: string] {
  return [`E0${at}/spec.md`, specText({ title })];
}

/** Saves one spec after the other, with titles that count up, until it is stopped. */
function keepEditing(tree: SpecTree) {
  let isStopped = false;
  const done = (async () => {
    for (let count = 100; !isStopped; count += 1) {
      await tree.write(...specFile((count % SPECS) + 1, String(count)));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  })();
  return async () => {
    isStopped = true;
    await done;
  };
}

async function servedTree() {
  const files = Array.from({ length: SPECS }, (_, at) => specFile(at + 1, '100'));
  return createSpecTree(Object.fromEntries(files));
}

function positionOf({ cursor }: Follower): number {
  return parseCursor(cursor ?? '')?.position ?? -1;
}

describe('a process that is asked to end', () => {
  test('takes nobody in, gives everybody what there is, ends them one by one, and ends with 0', async () => {
    await using tree = await servedTree();
    await using server = await serveFolder(tree.folder, '--drain-seconds', '2');
    const { url } = server;
    const followers = await Promise.all(
      KINDS.map(({ transport, windowMs }) => follow(url, transport, { windowMs })),
    );
    const observer = await follow(url, 'WEBSOCKET');
    await expect.poll(() => followers.every(({ titles }) => titles.size === SPECS)).toBe(true);
    const stopEditing = keepEditing(tree);
    await expect.poll(() => positionOf(observer), { timeout: 10_000 }).toBeGreaterThan(10);

    const seen = new Map(observer.titles);
    const seenPosition = positionOf(observer);
    server.process.kill('SIGTERM');

    await expect.poll(async () => (await fetch(new URL('/readyz', url))).status).toBe(503);
    expect(await (await fetch(new URL('/readyz', url))).json()).toMatchObject({
      ready: false,
      draining: true,
    });
    const late = await fetch(url, { headers: { accept: 'text/event-stream' } });
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toMatch(/^[3-8]$/);
    expect(await late.json()).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] });
    using turnedAway = new RawSocket(url.href.replace('http:', 'ws:'));
    expect((await turnedAway.closed).code).toBe(1013);
    const upgrade = await exchangeRaw(
      Number(url.port),
      'GET /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(upgrade).toMatch(/^HTTP\/1\.1 503 .*\r\nretry-after: [3-8]\r\n/is);

    const ends = await Promise.all(followers.map(({ ended }) => ended));
    await stopEditing();
    expect(await server.exited).toEqual([0, null]);
    for (const [at, { transport }] of KINDS.entries()) {
      // A stream is told when to come back, and not that it is complete.
      expect(String(ends[at]!.how)).toMatch(transport === 'WEBSOCKET' ? /^1001$/ : /^\d{3,4}$/);
      const follower = followers[at]!;
      expect(positionOf(follower)).toBeGreaterThanOrEqual(seenPosition);
      for (const [id, title] of seen) {
        expect(Number(follower.titles.get(id))).toBeGreaterThanOrEqual(Number(title));
      }
    }
    const moments = ends.map(({ atMs }) => atMs);
    expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(200);

    // The next process has another log: whoever wants a snapshot gets one, the others are told to read afresh.
    await using next = await serveFolder(tree.folder);
    const returned = await Promise.all(
      followers.map(({ cursor }, at) =>
        follow(next.url, KINDS[at]!.transport, { snapshot: at % 2 === 0, since: cursor }),
      ),
    );
    const titles = new Map(await titlesIn(next.url));
    for (const [at, follower] of returned.entries()) {
      if (at % 2 === 0) await expect.poll(() => follower.titles).toEqual(titles);
      else await expect.poll(() => follower.resyncs).toEqual(['UNKNOWN_LOG']);
      follower.close();
    }
  }, 60_000);

  test('ends at once when it is asked twice', async () => {
    await using tree = await servedTree();
    await using server = await serveFolder(tree.folder, '--drain-seconds', '600');
    const { ended } = await follow(server.url, 'WEBSOCKET');
    server.process.kill('SIGTERM');
    await expect.poll(async () => (await fetch(new URL('/readyz', server.url))).status).toBe(503);
    server.process.kill('SIGTERM');
    expect(await server.exited).toEqual([1, null]);
    expect((await ended).how).toBe(1006);
  });

  test('does not wait where nobody is there', async () => {
    await using tree = await servedTree();
    await using server = await serveFolder(tree.folder, '--drain-seconds', '600');
    server.process.kill('SIGINT');
    expect(await server.exited).toEqual([0, null]);
  });
});

const SNAPSHOTS = {
  query: 'subscription { specsChanged(snapshot: true) { snapshot { title } changes { specId } } }',
};
const RETRIES = { retryAttempts: 200 };
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 100));

/** The usual clients, which come back by themselves. */
const OFFICIAL: Readonly<Record<string, (url: URL, onResult: (result: unknown) => void) => () => void>> = {
  'graphql-ws': (url, onResult) =>
    createWsClient({
      url: url.href.replace('http:', 'ws:'),
      webSocketImpl: WebSocket,
      ...RETRIES,
      retryWait: soon,
      // Without it the client gives up where nothing listens, as between two processes.
      shouldRetry: () => true,
    }).subscribe(SNAPSHOTS, { next: onResult, error: onResult, complete: () => onResult('complete') }),
  'graphql-sse': (url, onResult) =>
    createSseClient({ url: url.href, ...RETRIES, retry: soon }).subscribe(SNAPSHOTS, {
      next: onResult,
      error: onResult,
      complete: () => onResult('complete'),
    }),
};

test.each(Object.entries(OFFICIAL))(
  '%s comes back by itself, as often as it is turned away, and goes on with the next process',
  async (_name, subscribe) => {
    await using tree = await servedTree();
    await using first = await serveFolder(tree.folder, '--drain-seconds', '2');
    const results: unknown[] = [];
    const unsubscribe = subscribe(first.url, (result) => results.push(result));
    // Keeps the server draining after the client was ended.
    const others = await Promise.all(Array.from({ length: 20 }, () => follow(first.url, 'SSE')));
    await expect.poll(() => results.length, { timeout: 10_000 }).toBe(1);
    first.process.kill('SIGTERM');
    expect(await first.exited).toEqual([0, null]);
    await Promise.all(others.map(({ ended }) => ended));
    await using second = await serveFolder(tree.folder, '--port', first.url.port);
    await expect.poll(() => results.length, { timeout: 10_000 }).toBe(2);
    const [before, after] = results;
    expect(before).toMatchObject({ data: { specsChanged: { changes: [] } } });
    expect(after).toEqual({ ...(before as object), extensions: { cursor: expect.any(String) } });
    expect(second.url.port).toBe(first.url.port);
    unsubscribe();
  },
  40_000,
);

async function titlesIn(url: URL): Promise<[id: string, title: string][]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ specs(first: 100) { nodes { id title } } }' }),
  });
  const { data } = (await response.json()) as { data: { specs: { nodes: { id: string; title: string }[] } } };
  return data.specs.nodes.map(({ id, title }) => [id, title]);
}
