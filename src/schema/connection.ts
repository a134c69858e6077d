import type { ActiveSubscription, Connection } from '../transports/connections.ts';
import { COST, type FieldCost } from '../execution/rules/cost.ts';
import { builder } from './builder.ts';
import { toInt } from './counts.ts';
import { TransportEnum } from './enums.ts';
import { requireOperator } from './operator.ts';

const ActiveSubscriptionType = builder.objectRef<ActiveSubscription>('ActiveSubscription').implement({
  description: 'One running subscription.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The operation's ID on its connection." }),
    operationName: t.exposeString('operationName', {
      nullable: true,
      description: 'As its document names it, null where that does not.',
    }),
    field: t.exposeString('field', { description: 'The root field.' }),
    filter: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The filter as given, null without one.',
      resolve: ({ filter }) => filter,
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it began.',
      resolve: ({ startedAtMs }) => startedAtMs,
    }),
    delivered: t.int({
      description: 'Deliveries written to the connection.',
      resolve: ({ delivered }) => toInt(delivered),
    }),
    conflated: t.int({
      description: 'Changes that reached the client joined into another.',
      resolve: ({ conflated }) => toInt(conflated),
    }),
  }),
});

const ConnectionType = builder.objectRef<Connection>('Connection').implement({
  description: 'One open WebSocket, or one open event stream.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'As the log of the server names it.' }),
    transport: t.field({
      type: TransportEnum,
      description: 'What it comes over.',
      resolve: ({ transport }) => transport,
    }),
    connectedAt: t.field({
      type: 'DateTime',
      description: 'When it was opened.',
      resolve: ({ connectedAtMs }) => connectedAtMs,
    }),
    lastSeenAt: t.field({
      type: 'DateTime',
      description:
        'The last sign of life: a message, or a pong; over SSE, that the network took all that was sent.',
      resolve: ({ lastSeenAtMs }) => lastSeenAtMs,
    }),
    roundTripMs: t.exposeFloat('roundTripMs', {
      nullable: true,
      description: 'Of the last ping, in milliseconds; null before the first pong and over SSE.',
    }),
    remoteAddress: t.exposeString('remoteAddress', {
      nullable: true,
      description: "The client's address; behind trusted proxies what they say it is.",
    }),
    userAgent: t.exposeString('userAgent', { nullable: true, description: 'As the client calls itself.' }),
    subscriptions: t.field({
      type: [ActiveSubscriptionType],
      description: 'Those that run on it.',
      resolve: ({ subscriptions }) => [...subscriptions],
    }),
  }),
});

builder.queryField('connection', (t) =>
  t.field({
    type: ConnectionType,
    nullable: true,
    description: 'The connection this operation came on; null over plain HTTP.',
    resolve: (_root, _args, { connection }) => connection,
  }),
);

builder.queryField('connections', (t) =>
  t.field({
    type: [ConnectionType],
    description:
      'Every connection of this node, for operators: needs the `operator` permission where access control is on.',
    extensions: { [COST]: { size: 100 } satisfies FieldCost },
    resolve: (_root, _args, context) => {
      requireOperator(context, 'connections');
      return context.services.connections.all();
    },
  }),
);
