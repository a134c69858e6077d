import { redisKeys } from '../../src/log/redis/keys.ts';
import { LEASE_SECONDS, PREFIX, type Cluster, type ClusterNode, type ClusterOptions } from './cluster.ts';

/** What may be done to the nodes and their Redis while subscribers follow. */
interface Stage extends Pick<Cluster, 'redis' | 'nodes' | 'restart'> {
  /** The node that publishes; waits until there is one. */
  readonly leader: () => Promise<ClusterNode>;
  /** Leads nobody to this node any more. */
  readonly takeOut: (node: ClusterNode) => void;
  /** Lets so long pass, in milliseconds, while the tree goes on changing. */
  readonly pass: (ms: number) => Promise<void>;
  /** Resolves when so many more changes were committed. */
  readonly committed: (changes: number) => Promise<void>;
  /** Changes a spec that is left alone otherwise, so that it matters that this one change is told. */
  readonly editQuietly: () => Promise<void>;
  /** Resolves when every subscriber has heard of a change made after the disturbance. */
  readonly heard: () => Promise<void>;
  /** From here on it is measured how long it takes until all are current again. */
  readonly disturbed: () => void;
}

/** A fault, and what it may cost. */
export interface Scene extends ClusterOptions {
  readonly name: string;
  /** From when the time is measured until all are current. */
  readonly from: string;
  /** Whether a node may have to read the state afresh, so that changes are told joined. @default false */
  readonly mayJoin?: boolean;
  /** Resyncs that each subscriber must be sent, and may be. @default none */
  readonly resyncs?: { readonly min: number; readonly max: number };
  readonly happen: (stage: Stage) => Promise<void>;
}

/** Past its end even with the clocks of a busy machine, in milliseconds. */
const PAST_LEASE_MS = LEASE_SECONDS * 1_000 + 1_500;

export const SCENES: readonly Scene[] = [
  {
    name: 'a serving node is killed',
    from: 'the kill',
    async happen({ nodes, takeOut, editQuietly, disturbed, heard }) {
      const node = nodes.find(({ isWatching }) => !isWatching)!;
      disturbed();
      await kill(node);
      takeOut(node);
      await editQuietly();
      await heard();
    },
  },
  {
    name: 'the leading watcher is killed',
    from: 'the kill',
    async happen({ leader, takeOut, editQuietly, disturbed, heard }) {
      const node = await leader();
      disturbed();
      await kill(node);
      takeOut(node);
      await editQuietly();
      await heard();
    },
  },
  {
    name: 'the leading watcher is stopped past its lease, and goes on',
    from: 'the stop',
    async happen({ leader, takeOut, editQuietly, disturbed, pass, heard }) {
      const node = await leader();
      disturbed();
      node.served.process.kill('SIGSTOP');
      takeOut(node);
      await editQuietly();
      await pass(PAST_LEASE_MS);
      await heard();
      node.served.process.kill('SIGCONT');
      node.isTakingIn = true;
      await pass(1_000);
    },
  },
  {
    name: 'Redis is killed, and comes back with its data',
    from: 'the kill',
    isPersistent: true,
    async happen({ redis, editQuietly, disturbed, pass, heard }) {
      disturbed();
      await redis.kill();
      await editQuietly();
      await pass(1_000);
      await redis.start();
      await heard();
    },
  },
  {
    name: 'Redis is killed, and comes back without its data',
    from: 'the kill',
    resyncs: { min: 1, max: 3 },
    async happen({ redis, editQuietly, disturbed, pass, heard }) {
      disturbed();
      await redis.kill();
      await editQuietly();
      await pass(1_000);
      await redis.start();
      await heard();
    },
  },
  {
    name: "a node's way to Redis is cut for longer than the window",
    from: 'the healing',
    redisCommits: 30,
    windowChanges: 20,
    mayJoin: true,
    async happen({ nodes, redis, committed, editQuietly, disturbed, heard }) {
      const { wayToRedis } = nodes.find(({ isWatching }) => !isWatching)!;
      wayToRedis.lead(null);
      wayToRedis.cut();
      await editQuietly();
      await committed(60);
      wayToRedis.lead(new URL(redis.url));
      disturbed();
      await heard();
    },
  },
  {
    name: 'the stream is trimmed past those who read it',
    from: 'the trimming',
    mayJoin: true,
    async happen({ nodes, redis, committed, editQuietly, disturbed, heard }) {
      const ways = nodes.filter(({ isWatching }) => !isWatching).map(({ wayToRedis }) => wayToRedis);
      for (const way of ways) way.freeze();
      await editQuietly();
      await committed(20);
      await redis.command('XTRIM', redisKeys(PREFIX).stream, 'MAXLEN', 2);
      for (const way of ways) way.thaw();
      disturbed();
      await heard();
    },
  },
  {
    name: 'all nodes are rolled, one after another',
    from: 'the last restart',
    mayJoin: true,
    async happen({ nodes, takeOut, restart, editQuietly, disturbed, heard }) {
      for (const node of nodes) {
        takeOut(node);
        node.served.process.kill('SIGTERM');
        await editQuietly();
        await restart(node);
      }
      disturbed();
      await heard();
    },
  },
];

async function kill({ served }: ClusterNode): Promise<void> {
  served.process.kill('SIGKILL');
  await served.exited;
}
