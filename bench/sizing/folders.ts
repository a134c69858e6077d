import { costOf, lineThrough } from './line.ts';
import { startNode } from './node.ts';
import type { Probe } from './probe.ts';
import { startRedis } from './redis.ts';
import { createSpecFolder } from './spec-folder.ts';

const FEW = 1_000;
const MORE = 2_000;
const MANY = 5_000;
const MB = 1e6;

interface Start {
  readonly startMs: number;
  readonly residentMb: number;
  /** The same of a node that gets its specs from Redis. */
  readonly servingMs: number;
  readonly servingMb: number;
  readonly redisMb: number;
}

/** What a tree of specs costs: to start with, to hold, and to keep in Redis. */
export const folders: Probe = async (checkout) => {
  const [few, more, many] = [
    await startOf(checkout, FEW),
    await startOf(checkout, MORE),
    await startOf(checkout, MANY),
  ];
  const perThousand = (what: keyof Start) => (many[what] - few[what]) / ((MANY - FEW) / 1_000);
  const predictionOf = (what: keyof Start, title: string, unit: string) => ({
    title: `${title} with ${MANY} specs from ${FEW} and ${MORE}`,
    unit,
    predicted: costOf(lineThrough({ count: FEW, cost: few[what] }, { count: MORE, cost: more[what] }), MANY),
    measured: many[what],
  });
  return {
    units: [
      { title: `start of a node, ${FEW} specs`, unit: 'ms', value: few.startMs },
      { title: 'start, per 1,000 specs more', unit: 'ms', value: perThousand('startMs') },
      { title: 'start from Redis, per 1,000 specs more', unit: 'ms', value: perThousand('servingMs') },
      {
        title: `resident memory after the start, ${FEW} specs, no subscriber`,
        unit: 'MB',
        value: few.residentMb,
      },
      { title: 'resident memory, per 1,000 specs more', unit: 'MB', value: perThousand('residentMb') },
      { title: 'Redis: memory per spec', unit: 'kB', value: perThousand('redisMb') },
    ],
    predictions: [
      predictionOf('startMs', 'start', 'ms'),
      predictionOf('residentMb', 'resident memory', 'MB'),
      predictionOf('redisMb', 'Redis: memory', 'MB'),
    ],
  };
};

async function startOf(checkout: string, specs: number): Promise<Start> {
  await using folder = await createSpecFolder(specs);
  await using redis = await startRedis();
  const before = await redis.info('memory');
  let startMs: number;
  let residentMb: number;
  {
    await using alone = await startNode(checkout, folder.path);
    ({ startMs } = alone);
    residentMb = (await alone.residentBytes()) / MB;
  }
  await using _watching = await startNode(checkout, folder.path, '--redis-url', redis.url);
  await using serving = await startNode(checkout, '--redis-url', redis.url);
  const after = await redis.info('memory');
  return {
    startMs,
    residentMb,
    servingMs: serving.startMs,
    servingMb: (await serving.residentBytes()) / MB,
    redisMb: (after['used_memory_dataset']! - before['used_memory_dataset']!) / MB,
  };
}
