import type { ResyncReason, TailedSpecFragment, TailSubscription } from '../client/generated/graphql.ts';

interface Place {
  /** Where to carry on after this, for `--since`. */
  readonly cursor: string;
  /** When it was committed, RFC 3339 in UTC. */
  readonly timestamp: string;
}

interface Named extends Place {
  readonly specId: string;
}

type FieldChanges = Extract<Change, { readonly __typename: 'SpecUpdated' }>['fieldChanges'];

/** One thing that happened, as a line tells it; with `--json` this is the line. */
export type TailEvent =
  | (Named & { readonly kind: 'created'; readonly spec: TailedSpecFragment })
  | (Named & {
      readonly kind: 'updated';
      /** Names of what changed, sorted. */
      readonly changes: readonly string[];
      /** Empty where the values before are forgotten. */
      readonly fieldChanges: FieldChanges;
      readonly spec: TailedSpecFragment;
    })
  | (Named & { readonly kind: 'deleted'; readonly title: string; readonly path: string })
  | (Place & { readonly kind: 'resync'; readonly reason: ResyncReason });

type Batch = TailSubscription['specsChanged'];
type Change = Batch['changes'][number];

/** What a delivery tells, in its order. */
export function tailEventsOf({ changes, resync, cursor, timestamp }: Batch): TailEvent[] {
  const events = changes.map(eventOf);
  return resync === null ? events : [{ kind: 'resync', cursor, timestamp, reason: resync }, ...events];
}

function eventOf(change: Change): TailEvent {
  const { specId, cursor, timestamp } = change;
  const place = { specId, cursor, timestamp };
  switch (change.__typename) {
    case 'SpecCreated':
      return { kind: 'created', ...place, spec: change.spec };
    case 'SpecUpdated':
      return {
        kind: 'updated',
        ...place,
        changes: change.changes,
        fieldChanges: change.fieldChanges,
        spec: change.spec,
      };
    case 'SpecDeleted':
      return { kind: 'deleted', ...place, title: change.title, path: change.path };
  }
}
