import { describe, expect, test } from 'vitest';
import { createServer } from '../../../src/create-server.ts';
import { hasRedis, startRedis } from '../../support/redis-server.ts';
import { createSpecTree } from '../../support/spec-tree.ts';

const POSTED = { method: 'POST', headers: { 'content-type': 'application/json' } };

async function query(url: URL, text: string): Promise<unknown> {
  const response = await fetch(url, { ...POSTED, body: JSON.stringify({ query: text }) });
  return ((await response.json()) as { data: unknown }).data;
}

describe.skipIf(!hasRedis)('two nodes on one Redis', () => {
  test('serve the same specs with the same cursors, though one alone has the folder', async () => {
    await using redis = await startRedis();
    await using tree = await createSpecTree({ 'E1.spec.md': '# One\n' });
    const common = { port: 0, redisUrl: redis.url, settleMs: 10 };
    await using watching = await createServer({ ...common, folder: tree.folder });
    await using serving = await createServer(common);
    await tree.write('E2.spec.md', '# Two\n');
    const text = '{ specs { totalCount changeCursor nodes { id title } } }';
    for (const { url } of [watching, serving]) {
      await expect.poll(() => query(url, text)).toMatchObject({ specs: { totalCount: 2 } });
    }
    expect(await query(serving.url, text)).toEqual(await query(watching.url, text));
  });
});
