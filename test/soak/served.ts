// The server of a soak, in a process of its own so that its memory can be told: `served.ts <folder>`.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createServer } from '../../src/create-server.ts';

/** What the server holds at one moment. */
export interface Held {
  /** After garbage collection, in bytes. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Sockets, timers and whatever else keeps the process at work, but for watches. */
  readonly handles: number;
  /** One for each folder. */
  readonly watches: number;
  readonly connections: number;
  readonly opened: number;
  readonly pruned: number;
  readonly subscriptions: number;
  readonly interests: number;
  readonly groups: number;
  readonly head: number;
  readonly delivered: number;
  readonly conflated: number;
  readonly resyncs: number;
  readonly latencyP99Ms: number | null;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Small, so that they are full soon and memory is steady from then on. */
const server = await createServer({
  folder: process.argv[2]!,
  port: 0,
  settleMs: 20,
  maxSettleMs: 200,
  windowChanges: 1_000,
  tombstones: 1_000,
  maxReplayBytes: 1024 * 1024,
  keepAliveMs: 2_000,
});

function measure(): Held {
  const { hub, connections, log } = server.services;
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  const { opened, pruned } = connections.totals;
  const { subscriptions, delivered, conflated, resyncs, latencyP99Ms } = hub.totals;
  const resources = process.getActiveResourcesInfo();
  const watches = resources.filter((kind) => kind === 'FSEventWrap').length;
  return {
    heapBytes: heapUsed,
    rssBytes: rss,
    handles: resources.length - watches,
    watches,
    connections: connections.all().length,
    opened,
    pruned,
    subscriptions,
    interests: hub.interests,
    groups: hub.groups,
    head: log.head,
    delivered,
    conflated,
    resyncs,
    latencyP99Ms,
  };
}

process.on('message', () => process.send!(measure()));
process.once('disconnect', () => process.exit());
process.send!(server.url.href);
