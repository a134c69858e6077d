import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { aReading } from '../../support/readings.ts';
import { hasRedis, startRedis } from '../../support/redis-server.ts';
import { aRedisLog } from '../../support/written-redis-log.ts';

/** Two nodes, of which one publishes what the other then has, under one address. */
async function expectShared(url: string): Promise<void> {
  await using writer = aRedisLog(url);
  await using reader = aRedisLog(url);
  await writer.take([aReading('a.md', { id: 'E1' })]);
  await reader.ready();
  await writer.take([aReading('a.md', { id: 'E1', title: 'New' })]);
  await expect.poll(() => reader.log.specs.get('E1')?.title, { timeout: 5_000 }).toBe('New');
}

describe.skipIf(!hasRedis)('a Redis', () => {
  test('with users and several databases', async () => {
    await using redis = await startRedis({ flags: ['--requirepass', 'a b:c@d', '--databases', '4'] });
    await expectShared(`redis://default:a%20b%3Ac%40d@127.0.0.1:${redis.port}/3`);
  });

  test('that does not let in is one that cannot be reached', async () => {
    await using redis = await startRedis({ flags: ['--requirepass', 'secret'] });
    const failures: string[] = [];
    await using node = aRedisLog(`redis://:wrong@127.0.0.1:${redis.port}`, {
      onEvent: (event) => void (event.kind === 'disconnected' && failures.push(String(event.error))),
    });
    await expect.poll(() => failures).toEqual([expect.stringContaining('WRONGPASS')]);
    expect(node.status.isConnected).toBe(false);
  });

  test('that is a cluster, in which all keys of a tree lie in one slot', async () => {
    await using redis = await startRedis({
      flags: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
    });
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    await expect
      .poll(() => redis.command('CLUSTER', 'INFO'), { timeout: 10_000 })
      .toContain('cluster_state:ok');
    await expectShared(`redis+cluster://127.0.0.1:${redis.port}`);
  });

  test('that Sentinels look after', async () => {
    await using redis = await startRedis();
    await using sentinel = await startRedis({
      async prepare(path) {
        await writeFile(path, `sentinel monitor main 127.0.0.1 ${redis.port} 1\n`);
      },
      flags: ['--sentinel'],
    });
    await expectShared(`redis+sentinel://127.0.0.1:${sentinel.port}/main`);
  });
});
