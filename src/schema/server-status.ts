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
    specs: t.int({
      description: 'Specs that there are, as far as you may see them.',
      resolve: (_services, _args, { specs }) => specs.size,
    }),
    problems: t.int({
      description: 'What is wrong with them, and with files that give no spec.',
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
      description: 'When a change of the folder was last taken in; null before the first.',
      resolve: ({ watcher }) => watcher().lastChangeAtMs,
    }),
    repairs: t.int({
      description: 'Changes that nothing had announced and a rescan found, since the start.',
      resolve: ({ watcher }) => toInt(watcher().repairs),
    }),
  }),
});

const ConnectionCountsType = builder.objectRef<ConnectionTotals>('ConnectionCounts').implement({
  description: 'Open now, and since the start.',
  fields: (t) => ({
    websocket: t.exposeInt('websocket', { description: 'WebSockets that are open.' }),
    sse: t.exposeInt('sse', { description: 'Event streams that are open.' }),
    peak: t.exposeInt('peak', { description: 'The most that were open at a time.' }),
    opened: t.int({
      description: 'All that were opened since the start.',
      resolve: ({ opened }) => toInt(opened),
    }),
    closed: t.int({
      description: 'Those of them that have ended, for whatever reason.',
      resolve: ({ closed }) => toInt(closed),
    }),
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
    subscriptions: t.exposeInt('subscriptions', { description: 'Those to specs that run now.' }),
    committed: t.int({
      description: 'Changes that were committed to the log.',
      resolve: ({ committed }) => toInt(committed),
    }),
    delivered: t.int({
      description: 'Deliveries that were written to connections.',
      resolve: ({ delivered }) => toInt(delivered),
    }),
    conflated: t.int({
      description: 'Changes that reached a client joined into another.',
      resolve: ({ conflated }) => toInt(conflated),
    }),
    resyncs: t.int({
      description: 'Subscribers that were told to read everything anew.',
      resolve: ({ resyncs }) => toInt(resyncs),
    }),
    latencyP50Ms: t.exposeFloat('latencyP50Ms', {
      nullable: true,
      description: 'From commit to the write on the socket, over the last minute, in milliseconds.',
    }),
    latencyP99Ms: t.exposeFloat('latencyP99Ms', {
      nullable: true,
      description: 'The same, which one in a hundred exceeds.',
    }),
  }),
});

const ServerStatusType = builder.objectRef<Services>('ServerStatus').implement({
  description: 'This node, as an operator wants to see it.',
  fields: (t) => ({
    version: t.string({ description: 'Of the package.', resolve: ({ node }) => node.version }),
    nodeId: t.id({ description: 'Another one for each start.', resolve: ({ node }) => node.id }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When this node was started.',
      resolve: ({ node }) => node.startedAtMs,
    }),
    uptimeSeconds: t.float({
      description: 'For how long it has run.',
      resolve: ({ node }) => (Date.now() - node.startedAtMs) / 1000,
    }),
    changeCursor: t.field({
      type: 'ChangeCursor',
      description: 'The newest position of the log.',
      resolve: ({ log }) => formatCursor({ epoch: log.epoch, position: log.head }),
    }),
    watcher: t.field({
      type: WatcherStatusType,
      description: 'How the folder is watched.',
      resolve: (services) => services,
    }),
    connections: t.field({
      type: ConnectionCountsType,
      description: 'WebSockets and event streams of this node.',
      resolve: ({ connections }) => connections.totals,
    }),
    delivery: t.field({
      type: DeliveryCountsType,
      description: 'What this node has delivered, and how fast.',
      resolve: ({ hub }) => hub.totals,
    }),
    memoryBytes: t.float({
      description: 'Resident memory of the process.',
      resolve: ({ node }) => node.memoryBytes(),
    }),
    log: t.field({
      type: LogStatusType,
      description: 'What the server tells changes from.',
      resolve: (services) => services,
    }),
    nodes: t.field({
      type: [NodeStatusType],
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
        description: 'How often, 1 to 60.',
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
