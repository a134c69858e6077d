import { badUserInput } from '../execution/errors.ts';
import type { FieldCost } from '../execution/rules/cost.ts';
import type { Limits } from '../limits.ts';
import { isIdPattern } from '../spec/id-pattern.ts';
import type { SpecPriority } from '../spec/spec.ts';
import type { ChangeKind, SpecChangeFilter } from '../spec/spec-change-filter.ts';
import type { SpecFilter } from '../spec/spec-filter.ts';
import { builder } from './builder.ts';
import { ChangeKindEnum, SpecPriorityEnum } from './enums.ts';

export const SpecFilterInput = builder.inputType('SpecFilter', {
  description:
    'Which specs. Every given criterion must hold; within a list any one suffices; an empty or absent list does ' +
    'not restrict.',
  fields: (t) => ({
    ids: t.stringList({
      description:
        'Exact IDs, or patterns in which `*` stands for any run of characters and `?` for one: `E13-*`.',
    }),
    includeChildren: t.boolean({
      defaultValue: false,
      description: 'Also every descendant of the specs that `ids` names.',
    }),
    types: t.stringList({ description: 'As in `Spec.type`; case, spaces and underscores do not matter.' }),
    statuses: t.stringList({
      description: 'As in `Spec.status`; case, spaces and underscores do not matter.',
    }),
    priorities: t.field({
      type: [SpecPriorityEnum],
      description: 'A spec without a priority has none of them.',
    }),
    tags: t.stringList({ description: 'Any of these tags.' }),
  }),
});

export const SpecChangeFilterInput = builder.inputType('SpecChangeFilter', {
  description:
    "Which changes. A criterion on the spec's own values holds when the spec met it before the change or meets it " +
    'after, so that a list kept by this filter also hears of what leaves it.',
  fields: (t) => ({
    ids: t.stringList({ description: 'As in `SpecFilter`.' }),
    includeChildren: t.boolean({ defaultValue: false, description: 'As in `SpecFilter`.' }),
    types: t.stringList({ description: 'As in `SpecFilter`.' }),
    statuses: t.stringList({ description: 'As in `SpecFilter`.' }),
    priorities: t.field({ type: [SpecPriorityEnum], description: 'As in `SpecFilter`.' }),
    tags: t.stringList({ description: 'As in `SpecFilter`.' }),
    kinds: t.field({ type: [ChangeKindEnum], description: 'What may have happened.' }),
    changedFields: t.stringList({
      description: 'Updates only when one of these fields changed (names as in `SpecUpdated.changes`).',
    }),
  }),
});

type Given<T> = T | null | undefined;

/** A filter as it comes in, where everything may be absent or null. */
interface FilterInput {
  readonly ids?: Given<readonly string[]>;
  readonly includeChildren?: Given<boolean>;
  readonly types?: Given<readonly string[]>;
  readonly statuses?: Given<readonly string[]>;
  readonly priorities?: Given<readonly SpecPriority[]>;
  readonly tags?: Given<readonly string[]>;
  readonly kinds?: Given<readonly ChangeKind[]>;
  readonly changedFields?: Given<readonly string[]>;
}

/** How much a filter may hold. */
export type FilterLimits = Pick<Limits, 'maxFilterValues' | 'maxFilterPatterns' | 'maxFilterLength'>;

/** What the filter asks for: null is as good as absent. @throws {GraphQLError} where it holds too much */
export function toSpecFilter(input: Given<FilterInput>, limits: FilterLimits): SpecFilter {
  if (input) checkFilter(input, limits);
  return {
    ids: input?.ids ?? [],
    includeChildren: input?.includeChildren ?? false,
    types: input?.types ?? [],
    statuses: input?.statuses ?? [],
    priorities: input?.priorities ?? [],
    tags: input?.tags ?? [],
  };
}

/** What the filter asks for: null is as good as absent. @throws {GraphQLError} where it holds too much */
export function toSpecChangeFilter(input: Given<FilterInput>, limits: FilterLimits): SpecChangeFilter {
  return {
    ...toSpecFilter(input, limits),
    kinds: input?.kinds ?? [],
    changedFields: input?.changedFields ?? [],
  };
}

function checkFilter(input: FilterInput, limits: FilterLimits): void {
  const refuse = (limit: keyof FilterLimits, of: string, what: string, got: number) => {
    const max = limits[limit];
    if (got <= max) return;
    throw badUserInput(`filter.${of}: expected at most ${max} ${what} (\`${limit}\`), got ${got}.`, {
      limit,
      max,
    });
  };
  for (const [name, list] of Object.entries(input)) {
    if (!Array.isArray(list)) continue;
    refuse('maxFilterValues', name, 'values', list.length);
    for (const text of list as string[])
      refuse('maxFilterLength', name, 'characters in a value', text.length);
  }
  refuse('maxFilterPatterns', 'ids', 'patterns', input.ids?.filter(isIdPattern).length ?? 0);
}

/** What each pattern adds to the cost: it is compared with every spec there is, or with every change. */
const PATTERN_COST = 500;

/** What a field costs by its filter, which may be anything as yet. */
export const filterCost: NonNullable<FieldCost['extra']> = ({ filter }) => {
  const ids = typeof filter === 'object' && filter !== null && 'ids' in filter ? filter.ids : undefined;
  const texts: unknown[] = Array.isArray(ids) ? ids : [ids];
  return PATTERN_COST * texts.filter((id) => typeof id === 'string' && isIdPattern(id)).length;
};
