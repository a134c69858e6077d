import { describe, expect, test } from 'vitest';
import { runScene } from '../redis-faults/run-scene.ts';
import { SCENES } from '../redis-faults/scenes.ts';
import { hasRedis } from '../support/redis-server.ts';

/** Fewer than the table has, and with quicker timers, so that what they wait for happens within the test. */
const LOAD = {
  clients: 12,
  timing: {
    patienceMs: 1_500,
    openTimeoutMs: 5_000,
    shortLifeMs: 500,
    tryAgainMs: 2_000,
    retryMs: 200,
    maxRetryMs: 2_000,
    pingMs: 1_500,
    pingTimeoutMs: 1_500,
    silenceMs: 4_000,
  },
  moveMs: 400,
};

describe.skipIf(!hasRedis)('four nodes on one Redis, and subscribers that move between them', () => {
  test.each(SCENES)(
    'where $name, all end with what the folder holds, and miss and repeat nothing',
    { timeout: 200_000 },
    async ({ resyncs = { min: 0, max: 0 }, mayJoin = false, ...scene }) => {
      const { fares, moves } = await runScene(scene, LOAD);
      expect(moves).toBeGreaterThan(0);
      for (const fare of fares) {
        expect(fare).toMatchObject({ missed: 0, repeated: 0, isExact: true, error: undefined });
        expect(fare.resyncs).toBeGreaterThanOrEqual(resyncs.min);
        expect(fare.resyncs).toBeLessThanOrEqual(resyncs.max);
        if (!mayJoin) expect(fare.joined).toBe(0);
      }
    },
  );
});
