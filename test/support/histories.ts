import fc from 'fast-check';
import { PRIORITIES, type Spec } from '../../src/spec/spec.ts';
import { changeBetween, changedId, type SpecChange } from '../../src/spec/spec-change.ts';
import type { SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import { aSpec } from './specs.ts';

/** What becomes of one spec; `null` where it goes. */
export interface Step {
  readonly id: string;
  readonly to: Partial<Spec> | null;
}

/** Few enough to meet often, and related. */
export const SPEC_IDS = ['E1', 'E1-F1', 'E1-F1-T1', 'E1-F2', 'E2', 'E2-F1', 'notes/loose'] as const;

const version = fc.record({
  status: fc.constantFrom(null, 'open', 'done'),
  priority: fc.constantFrom(null, ...PRIORITIES),
  body: fc.constantFrom('a', 'b', 'c'),
  tags: fc.constantFrom([], ['x'], ['x', 'y']),
});

/** One step: of three, one is a deletion. */
export function aStep(ids: readonly string[] = SPEC_IDS): fc.Arbitrary<Step> {
  return fc.record({
    id: fc.constantFrom(...ids),
    to: fc.oneof({ weight: 2, arbitrary: version }, { weight: 1, arbitrary: fc.constant(null) }),
  });
}

/** The specs of a folder, which steps change. */
export class World {
  readonly specs = new Map<string, Spec>();

  /** Returns the changes that the steps make; none for a step that leaves things as they are. */
  take(steps: readonly Step[]): SpecChange[] {
    return steps.flatMap(({ id, to }) => {
      const change = changeBetween(this.specs.get(id), to ? aSpec({ ...to, id }) : undefined);
      if (!change) return [];
      fold(this.specs, [change]);
      return [change];
    });
  }
}

/** Applies changes to specs by ID. */
export function fold(specs: Map<string, Spec>, changes: Iterable<SpecChange>): Map<string, Spec> {
  for (const change of changes) {
    if (change.kind === 'deleted') specs.delete(changedId(change));
    else specs.set(change.after.id, change.after);
  }
  return specs;
}

/** A list of IDs with wildcards among them, and criteria on values. */
export const aValueFilter: fc.Arbitrary<SpecChangeFilter> = fc.record(
  {
    ids: fc.array(fc.constantFrom('E1', 'E1-F1', 'E2', 'E*', 'E?-F1', '*T1', 'notes/*'), { maxLength: 2 }),
    includeChildren: fc.boolean(),
    statuses: fc.subarray(['open', 'Done'], { maxLength: 1 }),
    priorities: fc.subarray([...PRIORITIES], { maxLength: 2 }),
    tags: fc.subarray(['X', 'y'], { maxLength: 1 }),
  },
  { requiredKeys: [] },
);

/** Also with criteria on the changes themselves, by which no list can be kept. */
export const aChangeFilter: fc.Arbitrary<SpecChangeFilter> = fc
  .tuple(
    aValueFilter,
    fc.record(
      {
        kinds: fc.subarray(['created', 'updated', 'deleted'] as const, { minLength: 1 }),
        changedFields: fc.subarray(['Status', 'state', 'body', 'labels'], { minLength: 1 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([values, changes]) => ({ ...values, ...changes }));
