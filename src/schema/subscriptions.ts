import { z } from 'zod';
import type { Delivery } from '../delivery/delivery.ts';
import type { Subscriber, SubscriberOptions } from '../delivery/subscriber.ts';
import type { DeliveryOrder } from '../delivery/slice.ts';
import { badUserInput } from '../execution/errors.ts';
import { COST, type FieldCost } from '../execution/rules/cost.ts';
import { SHAREABLE } from '../execution/sharing.ts';
import { parseCursor, type Cursor } from '../log/cursor.ts';
import { builder } from './builder.ts';
import { DeliveryOrderEnum } from './enums.ts';
import type { SchemaContext } from './context.ts';
import { shareOf } from './delivery-share.ts';
import { filterCost, SpecChangeFilterInput, toSpecChangeFilter } from './filters.ts';
import { quoted } from './quoted.ts';
import { SpecBatchType, SpecEventType } from './spec-events.ts';

const MAX_WINDOW_MS = 60_000;
const DEFAULT_BATCH = 100;
const MAX_BATCH = 1000;

const DeliveryOptionsInput = builder.inputType('DeliveryOptions', {
  description: "How a subscriber wants its changes; the server's own limits still hold.",
  fields: (t) => ({
    windowMs: t.int({
      defaultValue: 0,
      description:
        'Gather changes for this long before delivering, 0 to 60000 ms. CRITICAL specs do not wait.',
      validate: z
        .int()
        .min(0, `Expected 0 to ${MAX_WINDOW_MS} ms`)
        .max(MAX_WINDOW_MS, `Expected 0 to ${MAX_WINDOW_MS} ms`)
        .nullish(),
    }),
    maxPerSecond: t.float({
      description: 'At most this many deliveries a second; what exceeds it is conflated, never dropped.',
      validate: z.number().positive('Expected a number above 0').nullish(),
    }),
    conflate: t.boolean({
      defaultValue: true,
      description: 'Join several changes of one spec that wait into one; false delivers each.',
    }),
    order: t.field({
      type: DeliveryOrderEnum,
      defaultValue: 'COMMITTED',
      description: 'The order of what waits together.',
    }),
  }),
});

builder.subscriptionType({
  description: 'What happens to the specs, as it happens.',
});

builder.subscriptionField('specChanged', (t) =>
  t.field({
    type: SpecEventType,
    extensions: { [SHAREABLE]: true, [COST]: { extra: filterCost } satisfies FieldCost },
    description: 'Every change that matches, one by one.',
    args: {
      filter: t.arg({ type: SpecChangeFilterInput, description: 'Which changes; all without it.' }),
      since: t.arg({ type: 'ChangeCursor', description: 'Begin after this position instead of now.' }),
      delivery: t.arg({ type: DeliveryOptionsInput, description: 'How; at once without it.' }),
    },
    subscribe: (_root, args, context) => subscribe(context, args, { maxItems: 1, snapshot: false }),
    resolve: (delivery: Delivery) => (delivery.kind === 'changes' ? delivery.items[0]! : delivery),
  }),
);

builder.subscriptionField('specsChanged', (t) =>
  t.field({
    type: SpecBatchType,
    extensions: {
      [SHAREABLE]: true,
      [COST]: {
        page: { argument: 'maxBatchSize', fallback: DEFAULT_BATCH },
        extra: filterCost,
      } satisfies FieldCost,
    },
    description: 'The same changes in batches: all that is ready at once arrives together.',
    args: {
      filter: t.arg({ type: SpecChangeFilterInput, description: 'Which changes; all without it.' }),
      since: t.arg({ type: 'ChangeCursor', description: 'Begin after this position instead of now.' }),
      delivery: t.arg({ type: DeliveryOptionsInput, description: 'How; at once without it.' }),
      maxBatchSize: t.arg.int({
        defaultValue: DEFAULT_BATCH,
        description: 'At most this many changes in one batch, 1 to 1000.',
        validate: z
          .int()
          .min(1, `Expected 1 to ${MAX_BATCH}`)
          .max(MAX_BATCH, `Expected 1 to ${MAX_BATCH}`)
          .nullish(),
      }),
      snapshot: t.arg.boolean({
        defaultValue: false,
        description:
          'Begin with everything that matches, and begin so again instead of asking for a resync. A `since` from ' +
          'which the log can carry on needs no snapshot and gets none.',
      }),
    },
    subscribe: (_root, args, context) =>
      subscribe(context, args, {
        maxItems: args.maxBatchSize ?? DEFAULT_BATCH,
        snapshot: args.snapshot ?? false,
      }),
    resolve: (delivery: Delivery) => delivery,
  }),
);

interface SubscribeArgs {
  readonly filter?: Parameters<typeof toSpecChangeFilter>[0];
  readonly since?: string | null | undefined;
  readonly delivery?:
    | {
        readonly windowMs?: number | null | undefined;
        readonly maxPerSecond?: number | null | undefined;
        readonly conflate?: boolean | null | undefined;
        readonly order?: DeliveryOrder | null | undefined;
      }
    | null
    | undefined;
}

function subscribe(
  { services, connection, subscription, since, scope }: SchemaContext,
  { filter, since: sinceArg, delivery }: SubscribeArgs,
  kind: Pick<SubscriberOptions, 'maxItems' | 'snapshot'>,
): Subscriber {
  if (subscription) subscription.filter = filter ?? null;
  // A client that resumes sends its old variables again and the newest cursor in the extensions.
  const from = readCursor('extensions.since', since) ?? readCursor('since', sinceArg);
  const asked = delivery?.maxPerSecond ?? Infinity;
  const options = {
    ...kind,
    windowMs: delivery?.windowMs ?? 0,
    get maxPerSecond() {
      return Math.min(asked, shareOf(connection, services.limits));
    },
    conflate: delivery?.conflate ?? true,
    order: delivery?.order ?? 'COMMITTED',
  };
  const subscriber = services.hub.subscribe(
    toSpecChangeFilter(filter, services.limits),
    options,
    from,
    scope,
  );
  if (subscription) subscription.source = subscriber;
  return subscriber;
}

function readCursor(name: string, given: unknown): Cursor | undefined {
  if (given === null || given === undefined) return undefined;
  const cursor = typeof given === 'string' ? parseCursor(given) : undefined;
  if (cursor) return cursor;
  throw badUserInput(
    `${name}: expected a change cursor as this server hands them out, got ${quoted(given)}.`,
  );
}
