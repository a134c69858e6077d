import { createSpecPredicate } from 'specwire/client';
import type { SpecFieldsFragment, SpecsChangedSubscription } from './gql/graphql.ts';

export type Spec = SpecFieldsFragment;

/** Which specs are wanted; an empty list does not restrict. */
export interface Filter {
  readonly types: string[];
  readonly statuses: string[];
}

/** The list after a delivery. To get one twice is harmless. */
export function fold(
  list: readonly Spec[],
  { specsChanged: { snapshot, changes } }: SpecsChangedSubscription,
  filter: Filter,
): Spec[] {
  const belongs = createSpecPredicate(filter);
  const specs = new Map((snapshot ?? list).map((spec) => [spec.id, spec]));
  for (const change of changes) {
    // The server also tells of a spec that has left the list, once; what it is now says so.
    if ('spec' in change && belongs(change.spec)) specs.set(change.specId, change.spec);
    else specs.delete(change.specId);
  }
  return [...specs.values()].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}
