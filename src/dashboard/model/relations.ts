import type { LiveSpec } from '../../client/live-specs.ts';

/** One end of a dependency; without a spec where none of this ID is in sight. */
export interface Relation {
  readonly id: string;
  readonly spec: LiveSpec | undefined;
}

/** What a spec waits for, as it is written. */
export function dependenciesOf(
  { dependencyIds }: Pick<LiveSpec, 'dependencyIds'>,
  specs: ReadonlyMap<string, LiveSpec>,
): readonly Relation[] {
  return dependencyIds.map((id) => ({ id, spec: specs.get(id) }));
}

/** What waits for a spec. */
export function dependentsOf(id: string, specs: ReadonlyMap<string, LiveSpec>): readonly Relation[] {
  return [...specs.values()]
    .filter(({ dependencyIds }) => dependencyIds.includes(id))
    .map((spec) => ({ id: spec.id, spec }));
}
