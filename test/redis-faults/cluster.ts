import { redisKeys } from '../../src/log/redis/keys.ts';
import { startRedis, type TestRedis } from '../support/redis-server.ts';
import { startRelay, type Relay } from '../support/relay.ts';
import { serveProcess, type ServedProcess } from '../support/served-process.ts';

/** How a scene sets up its nodes. */
export interface ClusterOptions {
  /** Whether each write of Redis goes to its disk. @default false */
  readonly isPersistent?: boolean;
  /** About how many commits the stream keeps. @default 10000 */
  readonly redisCommits?: number;
  /** Changes that a node keeps as they happened. @default 10000 */
  readonly windowChanges?: number;
}

/** A node: a process of its own, with a way to Redis of its own. */
export interface ClusterNode {
  /** Such as `watcher 1`. */
  readonly name: string;
  readonly isWatching: boolean;
  readonly wayToRedis: Relay;
  /** The process that runs now, or ran last. */
  readonly served: ServedProcess;
  /** As Redis knows the process that runs now. */
  readonly nodeId: string;
  /** Whether new connections may be led to it. */
  isTakingIn: boolean;
}

/** Four nodes on one Redis: two that watch the same folder, and two that only serve. */
export interface Cluster extends AsyncDisposable {
  readonly redis: TestRedis;
  readonly nodes: readonly ClusterNode[];
  /** The node that publishes; `undefined` while nobody does. */
  leader(): Promise<ClusterNode | undefined>;
  /** Runs a new process on the node's port, after the one before has ended. */
  restart(node: ClusterNode): Promise<void>;
}

/** Within this time another watcher takes over, in seconds: short, so that a scene is. */
export const LEASE_SECONDS = 2;
/** Another than the test's own, so that both may look at the same Redis. */
export const PREFIX = 'faults';

/** Starts Redis and the nodes; resolves when all of them serve what the folder has. */
export async function startCluster(folder: string, options: ClusterOptions = {}): Promise<Cluster> {
  const { isPersistent = false, redisCommits = 10_000, windowChanges = 10_000 } = options;
  await using stack = new AsyncDisposableStack();
  // Few commits in each part of the stream, since it is trimmed by whole parts.
  const flags = ['--stream-node-max-entries', '10'];
  const redis = stack.use(await startRedis({ isPersistent, flags }));
  const settings = {
    'redis-prefix': PREFIX,
    'redis-commits': redisCommits,
    'lease-seconds': LEASE_SECONDS,
    'window-changes': windowChanges,
    'drain-seconds': 1,
    'keep-alive-ms': 3_000,
  };
  const common = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);

  async function start(isWatching: boolean, wayToRedis: Relay, port = 0): Promise<ServedProcess> {
    const what = [...(isWatching ? [folder] : []), '--port', `${port}`];
    return serveProcess(...what, '--redis-url', `redis://${wayToRedis.url.host}`, ...common);
  }

  async function startNode(name: string, isWatching: boolean) {
    const wayToRedis = stack.use(await startRelay(new URL(redis.url)));
    const served = await start(isWatching, wayToRedis);
    const node = { name, isWatching, wayToRedis, served, nodeId: await nodeIdOf(served), isTakingIn: true };
    stack.defer(() => node.served[Symbol.asyncDispose]());
    return node;
  }

  const nodes = await Promise.all([
    startNode('watcher 1', true),
    startNode('watcher 2', true),
    startNode('server 1', false),
    startNode('server 2', false),
  ]);
  const running = stack.move();
  return {
    redis,
    nodes,
    async leader() {
      const holder = String(await redis.command('GET', redisKeys(PREFIX).lease));
      return nodes.find(({ nodeId }) => holder.endsWith(`:${nodeId}`));
    },
    async restart(given) {
      const node = nodes.find((candidate) => candidate === given)!;
      const port = Number(node.served.url.port);
      await node.served.exited;
      node.served = await start(node.isWatching, node.wayToRedis, port);
      node.nodeId = await nodeIdOf(node.served);
      node.isTakingIn = true;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function nodeIdOf({ url }: ServedProcess): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ serverStatus { nodeId } }' }),
  });
  const { data } = (await response.json()) as { data: { serverStatus: { nodeId: string } } };
  return data.serverStatus.nodeId;
}
