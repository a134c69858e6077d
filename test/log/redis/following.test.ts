import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hub } from '../../../src/delivery/hub.ts';
import type { ChangeLog } from '../../../src/log/change-log.ts';
import type { SubscriberOptions } from '../../../src/delivery/subscriber.ts';
import { changedId } from '../../../src/spec/spec-change.ts';
import { aStep, World } from '../../support/histories.ts';
import { hasRedis, startRedis, type TestRedis, type TestRedisOptions } from '../../support/redis-server.ts';
import { startRelay } from '../../support/relay.ts';
import { aSpec } from '../../support/specs.ts';
import { PLAIN } from '../../support/subscriber-options.ts';
import { aRedisLog, aWrittenRedisLog, changeTo } from '../../support/written-redis-log.ts';

/** A writer, and a reader whose way to Redis can be cut. */
async function createWorld(options: TestRedisOptions = {}) {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis(options));
  const relay = stack.use(await startRelay(new URL(redis.url)));
  const writer = stack.use(await aWrittenRedisLog(redis.url, { prefix: 'test' }));
  await writer.append([changeTo(writer.log, aSpec({ id: 'E0' }))], []);
  const reader = stack.use(aRedisLog(`redis://${relay.url.host}`));
  await reader.ready();
  const heard = positionsOf(reader.log);
  return {
    redis,
    relay,
    reader,
    heard,
    /** Commits a version of a spec, by itself. */
    commit: (id: string, title: string) => writer.append([changeTo(writer.log, aSpec({ id, title }))], []),
    async remove(id: string) {
      const before = writer.log.specs.get(id)!;
      await writer.append([{ kind: 'deleted', before, last: before }], []);
    },
    /** Resolves when the reader has what the writer has. */
    async level() {
      await expect.poll(() => stateOf(reader.log)).toEqual(stateOf(writer.log));
    },
    async away() {
      relay.lead(null);
      relay.cut();
      await expect.poll(() => reader.status.isConnected).toBe(false);
    },
    back: () => relay.lead(new URL(redis.url)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function stateOf({ epoch, head, specs, looseProblems }: ChangeLog) {
  return { epoch, head, specs: [...specs], looseProblems };
}

/** The positions of all that a log tells from now on. */
function positionsOf(log: ChangeLog): number[] {
  const positions: number[] = [];
  log.onCommit((entries) => positions.push(...entries.map(({ position }) => position)));
  return positions;
}

/** All that a subscriber is told, in short. */
function tellingsOf(log: ChangeLog, options: Partial<SubscriberOptions> = {}) {
  const hub = new Hub({ log });
  const subscriber = hub.subscribe({}, { ...PLAIN, maxItems: 100, ...options });
  const tellings: string[] = [];
  void (async () => {
    for await (const delivery of subscriber) {
      if (delivery.kind === 'changes') {
        tellings.push(...delivery.items.map(({ change }) => `${change.kind} ${changedId(change)}`));
      } else {
        tellings.push(delivery.kind === 'resync' ? delivery.reason : delivery.kind);
      }
    }
  })();
  return { tellings, [Symbol.dispose]: () => hub[Symbol.dispose]() };
}

const killReaders = async (redis: TestRedis) => expect(await redis.killClients('reader')).toBe(2);

describe.skipIf(!hasRedis)('a node that follows the log in Redis', () => {
  test('begins with the state as it is, and tells what comes after it', async () => {
    await using world = await createWorld();
    await world.commit('E1', 'One');
    await world.remove('E0');
    await world.level();
    expect(world.heard).toEqual([2, 3]);
  });

  test('reads on where it was when its connection is cut, and misses and repeats nothing', async () => {
    await using world = await createWorld();
    for (let at = 0; at < 5; at += 1) {
      await killReaders(world.redis);
      await world.commit('E1', `Title ${at}`);
      await world.level();
    }
    expect(world.heard).toEqual([2, 3, 4, 5, 6]);
    expect(world.reader.status).toMatchObject({ isConnected: true, reloads: 0 });
    expect(world.reader.status.reconnects).toBeGreaterThanOrEqual(1);
  });

  test('notices a Redis that hangs, says so, and reads on when it goes on', async () => {
    await using world = await createWorld();
    world.redis.pause();
    await expect.poll(() => world.reader.status.isConnected, { timeout: 5_000 }).toBe(false);
    expect(world.reader.status.lagMs).toBeGreaterThan(0);
    expect(world.reader.log.specs.size).toBe(1);
    world.redis.resume();
    await world.commit('E1', 'One');
    await world.level();
    expect(world.heard).toEqual([2]);
    await expect.poll(() => world.reader.status).toMatchObject({ lagMs: 0, lagChanges: 0, reloads: 0 });
  });

  test('reads on after Redis was killed and came back with its data', async () => {
    await using world = await createWorld({ isPersistent: true });
    await world.commit('E1', 'One');
    await world.level();
    const { epoch } = world.reader.log;
    await world.redis.kill();
    await expect.poll(() => world.reader.status.isConnected).toBe(false);
    await world.redis.start();
    await world.commit('E1', 'Two');
    await world.level();
    expect(world.heard).toEqual([2, 3]);
    expect([world.reader.log.epoch, world.reader.status.reloads]).toEqual([epoch, 0]);
  });

  test('reads the state afresh when the stream was trimmed past it; subscribers get the conflated rest', async () => {
    await using world = await createWorld();
    using told = tellingsOf(world.reader.log);
    await world.commit('E1', 'One');
    await world.level();
    await world.away();
    await world.commit('E1', 'Two');
    await world.commit('E1', 'Three');
    await world.commit('E2', 'Two');
    await world.remove('E0');
    await world.commit('E3', 'Gone before anybody saw it');
    await world.remove('E3');
    await world.redis.command('XTRIM', '{test}:stream', 'MAXLEN', 0);
    world.back();
    await world.level();
    expect(world.reader.status.reloads).toBe(1);
    await world.commit('E4', 'Four');
    await expect.poll(() => told.tellings.at(-1)).toBe('created E4');
    expect(told.tellings).toEqual(['created E1', 'updated E1', 'created E2', 'deleted E0', 'created E4']);
  });

  test('notices that it was passed over also where the stream goes on', async () => {
    await using world = await createWorld();
    await world.commit('E1', 'Title');
    await world.level();
    await world.away();
    for (let at = 0; at < 5; at += 1) await world.commit('E1', `Title ${at}`);
    await world.redis.command('XTRIM', '{test}:stream', 'MAXLEN', 2);
    world.back();
    await world.level();
    expect([world.reader.status.reloads, world.heard]).toEqual([1, [2]]);
  });

  test('is another log, and says so, when Redis has lost what it had told', async () => {
    await using world = await createWorld();
    using told = tellingsOf(world.reader.log);
    using shown = tellingsOf(world.reader.log, { snapshot: true });
    const { epoch } = world.reader.log;
    const keys = ['meta', 'specs', 'pasts', 'stream'].map((name) => `{test}:${name}`);
    const script = `local saved = {} for i, key in ipairs(KEYS) do redis.call('COPY', key, key .. ARGV[1], 'REPLACE') end`;
    await world.redis.command('EVAL', script, keys.length, ...keys, ':kept');
    await world.commit('E1', 'Lost');
    await world.level();
    const kept = keys.map((key) => `${key}:kept`);
    const restore = `for i, key in ipairs(KEYS) do redis.call('COPY', key, string.sub(key, 1, -6), 'REPLACE') end`;
    await world.redis.command('EVAL', restore, kept.length, ...kept);
    await expect.poll(() => world.reader.log.specs.size).toBe(1);
    await expect.poll(() => told.tellings).toEqual(['created E1', 'UNKNOWN_LOG']);
    await expect.poll(() => shown.tellings).toEqual(['snapshot', 'created E1', 'snapshot']);
    expect(world.reader.log.epoch).not.toBe(epoch);
  });

  test('can tell from any position what one can that was there all along', async () => {
    await using redis = await startRedis();
    const history = fc.array(aStep(), { minLength: 1, maxLength: 40, size: 'max' });
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 3 }), async (steps, tombstones) => {
        const prefix = randomUUID();
        await using writer = await aWrittenRedisLog(redis.url, { prefix, tombstones });
        for (const change of new World().take(steps)) await writer.append([change], []);
        await writer.append([], []);
        await using late = aRedisLog(redis.url, { prefix, tombstones });
        await late.ready();
        expect(stateOf(late.log)).toEqual(stateOf(writer.log));
        for (let after = 0; after <= writer.log.head; after += 1) {
          expect(late.log.conflatedSince(after)).toEqual(writer.log.conflatedSince(after));
          const through = writer.log.head - after;
          expect(late.log.conflatedSince(after, through)).toEqual(writer.log.conflatedSince(after, through));
        }
      }),
      { numRuns: 25 },
    );
  });

  test('takes a state of ten thousand specs', async () => {
    await using redis = await startRedis();
    await using writer = await aWrittenRedisLog(redis.url, { prefix: 'test', timeoutMs: 5_000 });
    const specs = Array.from({ length: 10_000 }, (_, at) => aSpec({ id: `E${at}`, body: 'x'.repeat(2_000) }));
    await writer.seed(
      specs.map((after) => ({ kind: 'created', after })),
      [],
    );
    expect(writer.log.specs.size).toBe(10_000);
  });
});
