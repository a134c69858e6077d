import { setTimeout as wait } from 'node:timers/promises';
import { costOf, lineThrough } from './line.ts';
import { startNode, type Node } from './node.ts';
import type { Probe } from './probe.ts';
import { startRedis, type Redis } from './redis.ts';
import { createSpecFolder, type SpecFolder } from './spec-folder.ts';

const SPECS = 200;
const CHANGES = 200;
const FEW = 1;
const MORE = 2;
const MANY = 4;
const IDLE_MS = 4_000;
/** Between two saves, so that most are commits of their own, in milliseconds. */
const PAUSE_MS = 25;
const POLL_MS = 20;
const STREAM = '{specwire}:stream';
const META = '{specwire}:meta';

/** What Redis has done so far. */
interface Traffic {
  readonly atMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly cpuMicros: number;
}

/** What Redis does for each change, less what it does when nothing happens. */
interface PerChange {
  readonly sentKb: number;
  readonly receivedKb: number;
  readonly cpuMicros: number;
  readonly streamKb: number;
  /** What it sends a second when nothing happens, in kB. */
  readonly idleKb: number;
}

/** What Redis sends, takes and keeps for a change, by the number of nodes that follow. */
export const sharedLog: Probe = async (checkout) => {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createSpecFolder(SPECS));
  const redis = stack.use(await startRedis());
  const nodes = [
    stack.use(await startNode(checkout, folder.path, '--redis-url', redis.url, '--settle-ms', '0')),
  ];
  const measured: PerChange[] = [];
  for (const count of [FEW, MORE, MANY]) {
    while (nodes.length < 1 + count)
      nodes.push(stack.use(await startNode(checkout, '--redis-url', redis.url)));
    measured.push(await perChange(redis, folder, nodes, measured.length * CHANGES));
  }
  const [few, more, many] = measured as [PerChange, PerChange, PerChange];
  const line = (what: keyof PerChange) =>
    lineThrough({ count: FEW, cost: few[what] }, { count: MORE, cost: more[what] });
  const each = (what: keyof PerChange) => (many[what] - few[what]) / (MANY - FEW);
  return {
    units: [
      { title: 'Redis: sent per change and following node', unit: 'kB', value: each('sentKb') },
      { title: 'Redis: received per change, from the watcher', unit: 'kB', value: few.receivedKb },
      {
        title: 'Redis: CPU per change, less that for nodes',
        unit: 'µs',
        value: few.cpuMicros - each('cpuMicros') * FEW,
      },
      { title: 'Redis: CPU per change and following node', unit: 'µs', value: each('cpuMicros') },
      { title: 'Redis: memory per change in the stream', unit: 'kB', value: many.streamKb },
      { title: 'Redis: sent a second to a node when nothing happens', unit: 'kB', value: each('idleKb') },
    ],
    predictions: [
      {
        title: `Redis: sent per change to ${MANY} nodes from ${FEW} and ${MORE}`,
        unit: 'kB',
        predicted: costOf(line('sentKb'), MANY),
        measured: many.sentKb,
      },
    ],
  };
};

async function perChange(
  redis: Redis,
  folder: SpecFolder,
  nodes: readonly Node[],
  first: number,
): Promise<PerChange> {
  const idleFrom = await trafficOf(redis);
  await wait(IDLE_MS);
  const from = await trafficOf(redis);
  const [bytesFrom, changesFrom] = await keptBy(redis);
  for (let at = 1; at <= CHANGES; at += 1) {
    await folder.save(first + at, at % SPECS);
    await wait(PAUSE_MS);
  }
  while ((await keptBy(redis))[1] < changesFrom + CHANGES) await wait(POLL_MS);
  await untilAlike(nodes);
  const to = await trafficOf(redis);
  const [bytesTo] = await keptBy(redis);
  const idleMs = from.atMs - idleFrom.atMs;
  const gained = (what: 'sentBytes' | 'receivedBytes' | 'cpuMicros') => {
    const idle = ((from[what] - idleFrom[what]) / idleMs) * (to.atMs - from.atMs);
    return (to[what] - from[what] - idle) / CHANGES;
  };
  return {
    sentKb: gained('sentBytes') / 1_000,
    receivedKb: gained('receivedBytes') / 1_000,
    cpuMicros: gained('cpuMicros'),
    streamKb: (bytesTo - bytesFrom) / CHANGES / 1_000,
    idleKb: (from.sentBytes - idleFrom.sentBytes) / idleMs,
  };
}

async function trafficOf(redis: Redis): Promise<Traffic> {
  const [stats, cpu] = [await redis.info('stats'), await redis.info('cpu')];
  return {
    atMs: performance.now(),
    sentBytes: stats['total_net_output_bytes']!,
    receivedBytes: stats['total_net_input_bytes']!,
    cpuMicros: (cpu['used_cpu_user']! + cpu['used_cpu_sys']!) * 1e6,
  };
}

/** What the stream takes, and how many changes there have been. */
async function keptBy(redis: Redis): Promise<[bytes: number, changes: number]> {
  const bytes = await redis.command('MEMORY', 'USAGE', STREAM, 'SAMPLES', '0');
  return [Number(bytes) || 0, Number(await redis.command('HGET', META, 'head'))];
}

async function untilAlike(nodes: readonly Node[]): Promise<void> {
  for (;;) {
    const cursors = await Promise.all(nodes.map((node) => node.cursor()));
    if (new Set(cursors).size === 1) return;
    await wait(POLL_MS);
  }
}
