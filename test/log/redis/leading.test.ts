import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeLog, LogEntry } from '../../../src/log/change-log.ts';
import { commitIdAt } from '../../../src/log/redis/commit-id.ts';
import { redisKeys } from '../../../src/log/redis/keys.ts';
import type { LogState } from '../../../src/log/log-state.ts';
import { LogWriter } from '../../../src/log/redis/log-writer.ts';
import type { RedisLog } from '../../../src/log/redis/redis-log.ts';
import { HOLD_LEASE } from '../../../src/log/redis/scripts.ts';
import { readHead } from '../../../src/log/redis/stored-state.ts';
import type { FileReading } from '../../../src/spec/parsed-file.ts';
import type { Spec } from '../../../src/spec/spec.ts';
import { SpecIndex } from '../../../src/spec/spec-index.ts';
import { fold } from '../../support/histories.ts';
import { aReading, goneReading } from '../../support/readings.ts';
import { hasRedis, startRedis } from '../../support/redis-server.ts';
import { startRelay } from '../../support/relay.ts';
import { aSpec } from '../../support/specs.ts';
import { aLink, aRedisLog } from '../../support/written-redis-log.ts';

const keys = redisKeys('test');
const FIRST = [aReading('a.md', { id: 'E1' }), aReading('b.md', { id: 'E2' })];

/** Resolves when the node leads. */
async function expectLeading(node: RedisLog): Promise<void> {
  await expect.poll(() => node.status.isLeader, { timeout: 5_000 }).toBe(true);
}

/** Resolves when each log has what a folder holds. */
async function expectLevel(index: SpecIndex, ...logs: ChangeLog[]): Promise<void> {
  const held = (log: ChangeLog) => new Map([...log.specs].map((spec) => [spec.id, spec]));
  for (const log of logs) {
    await expect.poll(() => held(log), { timeout: 10_000 }).toEqual(new Map(index.specs));
    await expect.poll(() => log.looseProblems).toEqual(index.looseProblems);
  }
}

function indexOf(...batches: readonly (readonly FileReading[])[]): SpecIndex {
  const index = new SpecIndex();
  for (const readings of batches) index.apply(readings);
  return index;
}

describe.skipIf(!hasRedis)('nodes that watch the same folder', () => {
  test('publish it once: one leads, and the other stands by', async () => {
    await using redis = await startRedis();
    await using one = aRedisLog(redis.url);
    await using other = aRedisLog(redis.url);
    await one.take(FIRST);
    await expectLeading(one);
    await other.take(FIRST);
    const next = [aReading('a.md', { id: 'E1', title: 'New' })];
    for (const node of [other, one]) await node.take(next);
    await expectLevel(indexOf(FIRST, next), one.log, other.log);
    expect([one.log.head, other.log.head, other.status.isLeader]).toEqual([1, 1, false]);
  });

  test('one that stands by takes over from one that is gone, and publishes the difference alone', async () => {
    const leaseMs = 3_000;
    await using redis = await startRedis();
    await using relay = await startRelay(new URL(redis.url));
    await using one = aRedisLog(`redis://${relay.url.host}`, { leaseMs });
    await using other = aRedisLog(redis.url, { leaseMs });
    await one.take(FIRST);
    await expectLeading(one);
    await other.take(FIRST);
    await other.ready();
    relay.lead(null);
    relay.cut();
    const cutAt = performance.now();
    const next = [aReading('b.md', { id: 'E2', title: 'Changed while nobody led' })];
    for (const node of [one, other]) await node.take(next);
    await expectLeading(other);
    expect(performance.now() - cutAt).toBeLessThan(leaseMs);
    await expectLevel(indexOf(FIRST, next), other.log);
    expect(other.log.head).toBe(1);
    // Back again, the one before has nothing to add.
    relay.lead(new URL(redis.url));
    await expectLevel(indexOf(FIRST, next), one.log);
    expect([one.log.head, one.status.isLeader, other.status.isLeader]).toEqual([1, false, true]);
  });

  test('one that leaves in good order is followed at once', async () => {
    await using redis = await startRedis();
    await using other = aRedisLog(redis.url, { leaseMs: 600_000 });
    await using one = aRedisLog(redis.url, { leaseMs: 600_000 });
    await one.take(FIRST);
    await expectLeading(one);
    await other.take(FIRST);
    await one[Symbol.asyncDispose]();
    await expectLeading(other);
  });

  test('a late write of one that led before is refused, and changes nothing', async () => {
    await using redis = await startRedis();
    await using node = aRedisLog(redis.url);
    using link = aLink(redis.url);
    await node.take(FIRST);
    await node.ready();
    const replica = node.log as LogState;
    const writer = new LogWriter({ link, keys, replica, streamCommits: 10, tombstones: 10 });
    const late = String(await redis.command('GET', keys.lease));
    await redis.command('DEL', keys.lease);
    const [holder] = (await link.run(HOLD_LEASE, [keys.lease, keys.token], ['next', '', 60_000])) as string[];
    expect(Number.parseInt(holder!, 10)).toBeGreaterThan(Number.parseInt(late, 10));
    const { commit: before } = (await readHead(link, keys))!;
    const change = { kind: 'created', after: aSpec({ id: 'E9' }) } as const;
    const request = { before, entries: [{ change, position: 1, timestampMs: 0 }], looseProblems: undefined };
    expect(await writer.commit({ ...request, holder: late })).toMatchObject({ result: 'NOT_LEADER' });
    expect(await writer.begin(late, [], [])).toBe('NOT_LEADER');
    const elsewhere = { ...request, holder: holder!, before: commitIdAt('7-0') };
    expect(await writer.commit(elsewhere)).toMatchObject({ result: 'MOVED' });
    expect(await redis.command('HEXISTS', keys.specs, 'E9')).toBe(0);
    expect(await redis.command('XLEN', keys.stream)).toBe(0);
    expect(await writer.commit({ ...request, holder: holder! })).toMatchObject({ result: 'OK' });
    await expect.poll(() => node.log.specs.get('E9')?.id).toBe('E9');
  });

  test('note what changes while Redis hangs, and publish the last of it when it goes on', async () => {
    await using redis = await startRedis();
    await using node = aRedisLog(redis.url);
    await node.take(FIRST);
    await node.ready();
    const heard: LogEntry[] = [];
    node.log.onCommit((entries) => heard.push(...entries));
    redis.pause();
    const batches = Array.from({ length: 50 }, (_, at) => [
      aReading('a.md', { id: 'E1', title: `Title ${at}` }),
    ]);
    for (const readings of batches) await node.take(readings);
    await expect.poll(() => node.status.isConnected, { timeout: 5_000 }).toBe(false);
    redis.resume();
    await expectLevel(indexOf(FIRST, ...batches), node.log);
    // What was under way when it hung may have been told by itself.
    expect(heard.length).toBeLessThanOrEqual(2);
  });

  test('write all anew to a Redis that has lost it, as another log', async () => {
    await using redis = await startRedis();
    await using node = aRedisLog(redis.url);
    await using reader = aRedisLog(redis.url);
    await node.take(FIRST);
    await reader.ready();
    const { epoch } = reader.log;
    const replaced: (number | undefined)[] = [];
    reader.log.onReplaced((after) => replaced.push(after));
    await redis.kill();
    await expect.poll(() => reader.status.isConnected).toBe(false);
    expect(reader.log.specs.size).toBe(2);
    const next = [aReading('c.md', { id: 'E3' })];
    await node.take(next);
    await redis.start();
    await expectLevel(indexOf(FIRST, next), node.log, reader.log);
    expect(replaced).toEqual([undefined]);
    expect([reader.log.epoch === epoch, reader.log.epoch]).toEqual([false, node.log.epoch]);
  });

  test('publish thousands of changes in parts, and problems of no spec with the last', async () => {
    await using redis = await startRedis();
    await using node = aRedisLog(redis.url);
    await node.take([aReading('a.md', { id: 'E0' })]);
    await node.ready();
    const told: (readonly [changes: number, problems: number])[] = [];
    node.log.onCommit((entries) => told.push([entries.length, node.log.looseProblems.length]));
    const many = Array.from({ length: 1_200 }, (_, at) => aReading(`${at}.md`, { id: `E${at}` }));
    await node.take(many);
    await expectLevel(indexOf([aReading('a.md', { id: 'E0' })], many), node.log);
    expect(told.map(([changes]) => changes)).toEqual([500, 500, 200]);
    expect(told.map(([, problems]) => problems)).toEqual([0, 0, 1]);
  });
});

const PATHS = ['a.md', 'b.md', 'c.md', 'd.md'];
const aFile = fc.record({
  path: fc.constantFrom(...PATHS),
  id: fc.constantFrom(null, 'E1', 'E1-F1', 'E2'),
  title: fc.constantFrom('old', 'new', 'newer'),
});
const aStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), file: aFile }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take the lease away' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), whom: fc.constantFrom('reader', 'writer') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('let it be told' as const) }) },
);

describe.skipIf(!hasRedis)('whatever becomes of the lease and the connections', () => {
  test('every node ends with what the folder holds, and was told each change once, in order', async () => {
    await using redis = await startRedis();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 25 }), async (steps) => {
        const prefix = `run${(runs += 1)}`;
        const options = { prefix, leaseMs: 150, blockMs: 100 };
        await using one = aRedisLog(redis.url, options);
        await using other = aRedisLog(redis.url, options);
        await using reader = aRedisLog(redis.url, options);
        const index = indexOf(FIRST);
        for (const node of [one, other]) await node.take(FIRST);
        await reader.ready();
        const folded = new Map<string, Spec>([...reader.log.specs].map((spec) => [spec.id, spec]));
        const positions: number[] = [];
        const { head } = reader.log;
        reader.log.onCommit((entries) => {
          fold(
            folded,
            entries.map(({ change }) => change),
          );
          positions.push(...entries.map(({ position }) => position));
        });
        for (const step of steps) {
          switch (step.do) {
            case 'write': {
              const { path, id, title } = step.file;
              const readings = [id === null ? goneReading(path) : aReading(path, { id, title })];
              index.apply(readings);
              for (const node of [one, other]) await node.take(readings);
              break;
            }
            case 'take the lease away':
              await redis.command('SET', redisKeys(prefix).lease, '0:nobody', 'PX', 40);
              break;
            case 'cut':
              await redis.killClients(step.whom);
              break;
            case 'let it be told':
              await expectLevel(index, one.log);
          }
        }
        await expectLevel(index, one.log, other.log, reader.log);
        expect(positions).toEqual(positions.map((_, at) => head + at + 1));
        expect(folded).toEqual(new Map(index.specs));
        expect([one, other, reader].map(({ status }) => status.reloads)).toEqual([0, 0, 0]);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
