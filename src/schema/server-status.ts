import { z } from 'zod';
import { createTicker } from '../delivery/ticker.ts';
import type { DeliveryTotals } from '../delivery/hub.ts';
import { problemsInSight } from '../spec/problems-in-sight.ts';
import { formatCursor } from '../log/cursor.ts';
import type { ConnectionTotals } from '../transports/connections.ts';
import { builder } from './builder.ts';
import type { Services } from './context.ts';
import { toInt } from './counts.ts';
import { shareOf } from './delivery-share.ts';
import { LogStatusType } from './log-status.ts';
import { NodeStatusType, nodesOf } from './node-status.ts';
import { requireOperator } from './operator.ts';

const DEFAULT_SECONDS = 5;
const FOR_OPERATORS = ': needs the `operator` permission where access control is on.';

const WatcherStatusType = builder.objectRef<Services>('WatcherStatus').implement({
  description: 'What watches the folder.',
  fields: (t) => ({
    state: t.string({
      description:
        'starting, watching, degraded (polling or rescanning after an error) or stopped; none where this node has no folder.',
      resolve: ({ watcher }) => watcher().state,
    }),
    specs: t.int({ resolve: (_services, _args, { specs }) => specs.size }),
    problems: t.int({
      resolve: ({ log }, _args, { specs, scope }) =>
        [...specs].reduce(
          (sum, { problems }) => sum + problemsInSight(problems, scope).length,
          scope ? 0 : log.looseProblems.length,
        ),
    }),
    lastScanMs: t.float({
      nullable: true,
      description: 'How long the last full scan took.',
      resolve: ({ watcher }) => watcher().lastScanMs,
    }),
    lastChangeAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ watcher }) => watcher().lastChangeAtMs,
    }),
  }),
});

const ConnectionCountsType = builder.objectRef<ConnectionTotals>('ConnectionCounts').implement({
  description: 'Open now, and since the start.',
  fields: (t) => ({
    websocket: t.exposeInt('websocket'),
    sse: t.exposeInt('sse'),
    peak: t.exposeInt('peak'),
    opened: t.int({ resolve: ({ opened }) => toInt(opened) }),
    closed: t.int({ resolve: ({ closed }) => toInt(closed) }),
    pruned: t.int({
      description: 'Ended by the server because they showed no sign of life.',
      resolve: ({ pruned }) => toInt(pruned),
    }),
    refused: t.int({ description: 'Refused by a limit.', resolve: ({ refused }) => toInt(refused) }),
  }),
});

const DeliveryCountsType = builder.objectRef<DeliveryTotals>('DeliveryCounts').implement({
  description: 'Subscriptions open now, and what was delivered since the start.',
  fields: (t) => ({
    subscriptions: t.exposeInt('subscriptions'),
    committed: t.int({ resolve: ({ committed }) => toInt(committed) }),
    delivered: t.int({ resolve: ({ delivered }) => toInt(delivered) }),
    conflated: t.int({ resolve: ({ conflated }) => toInt(conflated) }),
    resyncs: t.int({ resolve: ({ resyncs }) => toInt(resyncs) }),
    latencyP50Ms: t.exposeFloat('latencyP50Ms', {
      nullable: true,
      description: 'From commit to the write on the socket, over the last minute, in milliseconds.',
    }),
    latencyP99Ms: t.exposeFloat('latencyP99Ms', { nullable: true }),
  }),
});

const ServerStatusType = builder.objectRef<Services>('ServerStatus').implement({
  description: 'This node, as an operator wants to see it.',
  fields: (t) => ({
    version: t.string({ resolve: ({ node }) => node.version }),
    nodeId: t.id({ resolve: ({ node }) => node.id }),
    startedAt: t.field({ type: 'DateTime', resolve: ({ node }) => node.startedAtMs }),
    uptimeSeconds: t.float({ resolve: ({ node }) => (Date.now() - node.startedAtMs) / 1000 }),
    changeCursor: t.field({
      type: 'ChangeCursor',
      resolve: ({ log }) => formatCursor({ epoch: log.epoch, position: log.head }),
    }),
    watcher: t.field({ type: WatcherStatusType, resolve: (services) => services }),
    connections: t.field({
      type: ConnectionCountsType,
      resolve: ({ connections }) => connections.totals,
    }),
    delivery: t.field({ type: DeliveryCountsType, resolve: ({ hub }) => hub.totals }),
    memoryBytes: t.float({ resolve: ({ node }) => node.memoryBytes() }),
    log: t.field({ type: LogStatusType, nullable: true, resolve: (services) => services }),
    nodes: t.field({
      type: [NodeStatusType],
      nullable: true,
      description: 'The nodes that share the log, this one among them, as they were last heard of.',
      resolve: (services) => [...nodesOf(services)],
    }),
  }),
});

builder.queryField('serverStatus', (t) =>
  t.field({
    type: ServerStatusType,
    description: `The state of this node now${FOR_OPERATORS}`,
    resolve: (_root, _args, context) => {
      requireOperator(context, 'serverStatus');
      return context.services;
    },
  }),
);

builder.subscriptionField('serverStatus', (t) =>
  t.field({
    type: ServerStatusType,
    description: `For an operator's screen: now, then every \`everySeconds\` (1 to 60)${FOR_OPERATORS}`,
    args: {
      everySeconds: t.arg.int({
        defaultValue: DEFAULT_SECONDS,
        validate: z.int().min(1, 'Expected 1 to 60 seconds').max(60, 'Expected 1 to 60 seconds').nullish(),
      }),
    },
    subscribe: (_root, { everySeconds }, context) => {
      requireOperator(context, 'serverStatus');
      const { connection, services } = context;
      return createTicker(
        1000 * Math.max(everySeconds ?? DEFAULT_SECONDS, 1 / shareOf(connection, services.limits)),
      );
    },
    resolve: (_tick, _args, { services }) => services,
  }),
);
