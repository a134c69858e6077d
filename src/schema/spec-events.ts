import type { Delivery } from '../delivery/delivery.ts';
import type { SliceItem } from '../delivery/slice.ts';
import { diffSpecs, type FieldChange, type SpecChange } from '../spec/spec-change.ts';
import { changedId } from '../spec/spec-change.ts';
import { changeInSight } from '../spec/change-in-sight.ts';
import type { VisibleScope } from '../spec/visible-scope.ts';
import { ResyncReasonEnum } from './enums.ts';
import { builder, type SpecEventShape } from './builder.ts';
import { SpecType } from './spec.ts';
import { COST, type FieldCost } from '../execution/rules/cost.ts';
import { SHAREABLE } from '../execution/sharing.ts';

type ItemOf<K extends SpecChange['kind']> = SliceItem & { readonly change: { readonly kind: K } };

export const SpecEventType = builder.interfaceRef<SpecEventShape>('SpecEvent');

SpecEventType.implement({
  extensions: { [SHAREABLE]: true },
  description: 'What a `specChanged` subscription delivers.',
  fields: (t) => ({
    cursor: t.field({
      type: 'ChangeCursor',
      description: 'Hand it back as `since` to carry on after this.',
      resolve: ({ cursor }) => cursor,
    }),
    timestamp: t.field({
      type: 'DateTime',
      description: 'When the change was committed to the log.',
      resolve: ({ timestampMs }) => timestampMs,
    }),
  }),
  resolveType: (event) => ('change' in event ? typeNameOf(event) : 'SpecResync'),
});

const SpecChangeType = builder.interfaceRef<SliceItem>('SpecChange');

SpecChangeType.implement({
  extensions: { [SHAREABLE]: true },
  description: '`specId`, not `id`: an event is no entity for a normalised cache; its `spec` is.',
  interfaces: [SpecEventType],
  fields: (t) => ({
    specId: t.id({ description: 'Which spec.', resolve: ({ change }) => changedId(change) }),
  }),
  resolveType: typeNameOf,
});

function typeNameOf({ change }: SliceItem): string {
  switch (change.kind) {
    case 'created':
      return 'SpecCreated';
    case 'updated':
      return 'SpecUpdated';
    case 'deleted':
      return 'SpecDeleted';
  }
}

builder.objectRef<ItemOf<'created'>>('SpecCreated').implement({
  extensions: { [SHAREABLE]: true },
  description: 'A spec that was not there before.',
  interfaces: [SpecChangeType, SpecEventType],
  fields: (t) => ({
    spec: t.field({
      type: SpecType,
      description: 'As it was right after this change.',
      resolve: ({ change }) => change.after,
    }),
  }),
});

const FieldChangeType = builder.objectRef<FieldChange>('FieldChange').implement({
  extensions: { [SHAREABLE]: true },
  description: 'One field of an updated spec, from what to what.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Its name, as in `SpecUpdated.changes`.' }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Null where the field was absent. The text of `body` is not repeated here.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Null where the field is absent now.',
      resolve: ({ after }) => after,
    }),
  }),
});

builder.objectRef<ItemOf<'updated'>>('SpecUpdated').implement({
  extensions: { [SHAREABLE]: true },
  description: 'A spec that is not what it was; also one whose file was moved.',
  interfaces: [SpecChangeType, SpecEventType],
  fields: (t) => ({
    spec: t.field({
      type: SpecType,
      description: 'As it was right after this change.',
      resolve: ({ change }) => change.after,
    }),
    changes: t.stringList({
      description:
        'Names of what changed: metadata keys, and `body`, `path`. Sorted. A known key goes by its field (`Status` ' +
        'is `status`). Also `title` where a heading gives it, `problems`, and `revision` where the bytes changed ' +
        'but nothing else did.',
      resolve: ({ change }, _args, { scope }) => [...inSight(change, scope).fields],
    }),
    fieldChanges: t.field({
      type: [FieldChangeType],
      extensions: { [COST]: { size: 5 } satisfies FieldCost },
      description:
        'The values before and after; empty after a resume from so long ago that the values before are forgotten.',
      resolve: ({ change }, _args, { scope }) => {
        const { before, after } = inSight(change, scope);
        return before ? diffSpecs(before, after) : [];
      },
    }),
  }),
});

type Update = ItemOf<'updated'>['change'];

/** What is delivered shows, or it would not have been; it may have more problems than show. */
function inSight(change: Update, scope: VisibleScope | null): Update {
  return (changeInSight(change, scope) as Update | undefined) ?? change;
}

builder.objectRef<ItemOf<'deleted'>>('SpecDeleted').implement({
  extensions: { [SHAREABLE]: true },
  description: 'A spec that is no more, or that the subscriber sees no more.',
  interfaces: [SpecChangeType, SpecEventType],
  fields: (t) => ({
    title: t.string({ description: 'As last known.', resolve: ({ change }) => change.last.title }),
    path: t.string({ description: 'As last known.', resolve: ({ change }) => change.last.path }),
  }),
});

builder.objectRef<Delivery & { readonly kind: 'resync' }>('SpecResync').implement({
  extensions: { [SHAREABLE]: true },
  description: "The subscriber's position is lost: fetch `specs` afresh; deliveries go on from `cursor`.",
  interfaces: [SpecEventType],
  fields: (t) => ({
    reason: t.field({
      type: ResyncReasonEnum,
      description: 'Why the position is lost.',
      resolve: ({ reason }) => reason,
    }),
  }),
});

export const SpecBatchType = builder.objectRef<Delivery>('SpecBatch');

SpecBatchType.implement({
  extensions: { [SHAREABLE]: true },
  description: 'What a `specsChanged` subscription delivers.',
  interfaces: [SpecEventType],
  fields: (t) => ({
    snapshot: t.field({
      type: [SpecType],
      nullable: true,
      extensions: { [COST]: { size: 500 } satisfies FieldCost },
      description: 'All matching specs, when this batch replaces what the subscriber knew; else null.',
      resolve: (delivery) => (delivery.kind === 'snapshot' ? [...delivery.specs] : null),
    }),
    changes: t.field({
      type: [SpecChangeType],
      extensions: { [COST]: { size: 'page' } satisfies FieldCost },
      description: 'In the asked order; empty in a snapshot.',
      resolve: (delivery) => (delivery.kind === 'changes' ? [...delivery.items] : []),
    }),
    resync: t.field({
      type: ResyncReasonEnum,
      nullable: true,
      description:
        'Set, with no snapshot and no changes, when the position is lost and no snapshot was asked for.',
      resolve: (delivery) => (delivery.kind === 'resync' ? delivery.reason : null),
    }),
  }),
});
