import { costOf, lineThrough } from './line.ts';
import { startNode } from './node.ts';
import type { Probe } from './probe.ts';
import { startRedis } from './redis.ts';
import { createSpecFolder } from './spec-folder.ts';

const FEW = 1_000;
const MORE = 2_000;
const MANY = 4_000;
const MB = 1e6;

interface Start {
  readonly startCpuMs: number;
  readonly residentMb: number;
  /** The same of a node that gets its specs from Redis. */
  readonly servingCpuMs: number;
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
      { title: `CPU of a start, ${FEW} specs`, unit: 'ms', value: few.startCpuMs },
      { title: 'CPU of a start, per 1,000 specs more', unit: 'ms', value: perThousand('startCpuMs') },
      {
        title: 'CPU of a start from Redis, per 1,000 specs more',
        unit: 'ms',
        value: perThousand('servingCpuMs'),
      },
      {
        title: `resident memory after the start, ${FEW} specs, no subscriber`,
        unit: 'MB',
        value: few.residentMb,
      },
      { title: 'resident memory, per 1,000 specs more', unit: 'MB', value: perThousand('residentMb') },
      { title: 'Redis: memory per spec', unit: 'kB', value: perThousand('redisMb') },
    ],
    predictions: [
      predictionOf('startCpuMs', 'CPU of a start', 'ms'),
      predictionOf('residentMb', 'resident memory', 'MB'),
      predictionOf('redisMb', 'Redis: memory', 'MB'),
    ],
  };
};

async function startOf(checkout: string, specs: number): Promise<Start> {
  await using folder = await createSpecFolder(specs);
  await using redis = await startRedis();
  const before = await redis.info('memory');
  await using watching = await startNode(checkout, folder.path, '--redis-url', redis.url);
  await using serving = await startNode(checkout, '--redis-url', redis.url);
  const after = await redis.info('memory');
  return {
    startCpuMs: watching.startCpuMs,
    residentMb: (await watching.residentBytes()) / MB,
    servingCpuMs: serving.startCpuMs,
    redisMb: (after['used_memory_dataset']! - before['used_memory_dataset']!) / MB,
  };
}
