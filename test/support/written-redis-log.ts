import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { redisKeys } from '../../src/log/redis/keys.ts';
import { LogWriter } from '../../src/log/redis/log-writer.ts';
import type { LogState } from '../../src/log/log-state.ts';
import type { MemoryLogOptions } from '../../src/log/memory-log.ts';
import { connectRedis } from '../../src/log/redis/redis-client.ts';
import { RedisLink } from '../../src/log/redis/redis-link.ts';
import { createRedisLog, type RedisLog, type RedisLogOptions } from '../../src/log/redis/redis-log.ts';
import { parseRedisUrl } from '../../src/log/redis/redis-url.ts';
import { HOLD_LEASE } from '../../src/log/redis/scripts.ts';
import { readHead } from '../../src/log/redis/stored-state.ts';
import { LoopShare } from '../../src/loop-share.ts';
import { changeBetween, changedId } from '../../src/spec/spec-change.ts';
import type { Spec } from '../../src/spec/spec.ts';
import type { WrittenLog } from '../log/change-log-contract.ts';

/** A log in Redis as one node has it. */
export function aRedisLog(url: string, options: Partial<RedisLogOptions> = {}): RedisLog {
  const id = randomUUID();
  const node = createRedisLog({
    target: parseRedisUrl(url)!,
    prefix: 'test',
    leaseMs: 1_000,
    streamCommits: 10_000,
    share: new LoopShare({ sliceMs: 10 }),
    nodeId: id,
    self: () => ({ id, version: '0', startedAtMs: 0, isWatching: false, head: 0, connections: 0 }),
    blockMs: 200,
    timeoutMs: 1_000,
    ...options,
  });
  node.start();
  return node;
}

/** A link of a test's own. */
export function aLink(url: string): RedisLink {
  const connect = (onEnd: () => void) =>
    connectRedis(parseRedisUrl(url)!, { name: 'test', blockMs: 1_000, onEnd });
  return new RedisLink({ timeoutMs: 1_000, connect });
}

/** A log in Redis that a test writes to, change by change, as the one who leads. */
export async function aWrittenRedisLog(
  url: string,
  { now = Date.now, ...options }: MemoryLogOptions & Partial<RedisLogOptions> = {},
): Promise<WrittenLog & { readonly node: RedisLog }> {
  const prefix = options.prefix ?? randomUUID();
  const node = aRedisLog(url, { ...options, prefix });
  const { log } = node;
  const keys = redisKeys(prefix);
  const link = aLink(url);
  const writer = new LogWriter({
    link,
    keys,
    replica: log as LogState,
    streamCommits: options.streamCommits ?? 10_000,
    tombstones: options.tombstones ?? 10_000,
  });
  const [holder] = (await link.run(HOLD_LEASE, [keys.lease, keys.token], ['test', '', 60_000])) as [string];
  let isBegun = false;

  async function begin(...[changes, problems]: Parameters<WrittenLog['seed']>): Promise<void> {
    const specs = new Map<string, Spec>();
    for (const change of changes) {
      if (change.kind === 'deleted') specs.delete(changedId(change));
      else specs.set(changedId(change), change.after);
    }
    isBegun = true;
    expect(await writer.begin(holder, [...specs.values()], problems)).toBe('OK');
    await node.ready();
  }

  return {
    node,
    log,
    seed: begin,
    async append(changes, looseProblems) {
      if (!isBegun) await begin([], []);
      const before = (await readHead(link, keys))!;
      const { head } = before;
      const timestampMs = now();
      const entries = changes.map((change, at) => ({ change, position: head + at + 1, timestampMs }));
      const { result } = await writer.commit({ holder, before: before.commit, entries, looseProblems });
      expect(result).toBe('OK');
      await expect.poll(() => log.head, { interval: 1 }).toBe(head + changes.length);
      await expect.poll(() => log.looseProblems, { interval: 1 }).toEqual(looseProblems);
    },
    async [Symbol.asyncDispose]() {
      link[Symbol.dispose]();
      await node[Symbol.asyncDispose]();
    },
  };
}

/** The change that leads from what the log has to a version of one spec. */
export function changeTo(log: WrittenLog['log'], after: Spec) {
  return changeBetween(log.specs.get(after.id), after)!;
}
