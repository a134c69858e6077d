import { expect, test } from 'vitest';
import { SCENES } from '../hostile/networks.ts';
import { runScene } from '../hostile/run-scene.ts';

/** The client's timers, quicker, so that what it waits for happens within the test. */
const QUICK = {
  patienceMs: 400,
  openTimeoutMs: 1_500,
  shortLifeMs: 1_000,
  tryAgainMs: 1_000,
  retryMs: 200,
  maxRetryMs: 2_000,
  pingMs: 1_000,
  pingTimeoutMs: 1_000,
  silenceMs: 1_500,
};

test.each(SCENES)(
  'where a network $name, every client ends with what the folder holds, and misses and repeats nothing',
  { timeout: 120_000 },
  async (scene) => {
    const { resyncs = 0, endsWith } = scene;
    for (const fare of await runScene(scene, QUICK)) {
      expect(fare).toMatchObject({ missed: 0, repeated: 0, error: undefined });
      expect(fare.isExact).not.toBe(false);
      expect(fare.resyncs).toBeLessThanOrEqual(resyncs);
      if (endsWith !== 'either') expect(fare.transport).toBe(endsWith);
    }
  },
);
