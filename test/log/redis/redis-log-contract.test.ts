import { afterAll, beforeAll, describe } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../support/redis-server.ts';
import { aWrittenRedisLog } from '../../support/written-redis-log.ts';
import { describeChangeLog } from '../change-log-contract.ts';

describe.skipIf(!hasRedis)('on a Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  describeChangeLog('the log in Redis', (options) => aWrittenRedisLog(redis.url, options), 40);
});
