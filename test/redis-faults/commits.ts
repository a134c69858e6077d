import { randomUUID } from 'node:crypto';
import { createRedisLog } from '../../src/log/redis/redis-log.ts';
import { parseRedisUrl } from '../../src/log/redis/redis-url.ts';
import { LoopShare } from '../../src/loop-share.ts';
import type { Titled } from '../support/tellings.ts';
import { PREFIX } from './cluster.ts';

/** What is committed to a log in Redis, noted by one who follows it beside the nodes. */
export interface Commits extends AsyncDisposable {
  /** Each change in order, through every epoch. */
  readonly all: readonly Titled[];
  /** The titles by ID, as the log has them. */
  readonly titles: ReadonlyMap<string, string>;
  /** Whether it has missed some itself, so that nothing can be compared with it. */
  readonly hasLostItsPlace: boolean;
}

/** Begins to note what is committed. */
export async function noteCommits(redisUrl: string): Promise<Commits> {
  const nodeId = randomUUID();
  const node = createRedisLog({
    target: parseRedisUrl(redisUrl)!,
    prefix: PREFIX,
    leaseMs: 1_000,
    streamCommits: 10_000,
    share: new LoopShare({ sliceMs: 10 }),
    nodeId,
    self: () => ({ id: nodeId, version: '0', startedAtMs: 0, isWatching: false, head: 0, connections: 0 }),
    blockMs: 200,
    timeoutMs: 1_000,
  });
  const { log } = node;
  const all: Titled[] = [];
  let hasLostItsPlace = false;
  log.onCommit((entries) => {
    for (const { change } of entries) {
      if (change.kind === 'updated') all.push({ id: change.after.id, title: change.after.title });
    }
  });
  log.onReplaced((after) => (hasLostItsPlace ||= after !== undefined));
  node.start();
  await node.ready();
  return {
    all,
    get titles() {
      return new Map([...log.specs].map(({ id, title }) => [id, title]));
    },
    get hasLostItsPlace() {
      return hasLostItsPlace;
    },
    [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
  };
}
