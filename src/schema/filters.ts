import { z } from 'zod';
import type { SpecPriority } from '../spec/spec.ts';
import type { ChangeKind, SpecChangeFilter, SpecFilter } from '../spec/spec-filter.ts';
import { builder } from './builder.ts';
import { ChangeKindEnum, SpecPriorityEnum } from './enums.ts';

const MAX_VALUES = 100;
const MAX_LENGTH = 200;

const texts = z
  .array(z.string().max(MAX_LENGTH, `Expected at most ${MAX_LENGTH} characters in a filter's text`))
  .max(MAX_VALUES, `Expected at most ${MAX_VALUES} values in a filter's list`)
  .nullish();

export const SpecFilterInput = builder.inputType('SpecFilter', {
  description:
    'Which specs. Every given criterion must hold; within a list any one suffices; an empty or absent list does ' +
    'not restrict.',
  fields: (t) => ({
    ids: t.stringList({
      description:
        'Exact IDs, or patterns in which `*` stands for any run of characters and `?` for one: `E13-*`.',
      validate: texts,
    }),
    includeChildren: t.boolean({
      defaultValue: false,
      description: 'Also every descendant of the specs that `ids` names.',
    }),
    types: t.stringList({ validate: texts }),
    statuses: t.stringList({ validate: texts }),
    priorities: t.field({ type: [SpecPriorityEnum] }),
    tags: t.stringList({ description: 'Any of these tags.', validate: texts }),
  }),
});

export const SpecChangeFilterInput = builder.inputType('SpecChangeFilter', {
  description:
    "Which changes. A criterion on the spec's own values holds when the spec met it before the change or meets it " +
    'after, so that a list kept by this filter also hears of what leaves it.',
  fields: (t) => ({
    ids: t.stringList({ description: 'As in `SpecFilter`.', validate: texts }),
    includeChildren: t.boolean({ defaultValue: false, description: 'As in `SpecFilter`.' }),
    types: t.stringList({ validate: texts }),
    statuses: t.stringList({ validate: texts }),
    priorities: t.field({ type: [SpecPriorityEnum] }),
    tags: t.stringList({ validate: texts }),
    kinds: t.field({ type: [ChangeKindEnum] }),
    changedFields: t.stringList({
      description: 'Updates only when one of these fields changed (names as in `SpecUpdated.changes`).',
      validate: texts,
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

/** What the filter asks for: null is as good as absent. */
export function toSpecFilter(input: Given<FilterInput>): SpecFilter {
  return {
    ids: input?.ids ?? [],
    includeChildren: input?.includeChildren ?? false,
    types: input?.types ?? [],
    statuses: input?.statuses ?? [],
    priorities: input?.priorities ?? [],
    tags: input?.tags ?? [],
  };
}

/** What the filter asks for: null is as good as absent. */
export function toSpecChangeFilter(input: Given<FilterInput>): SpecChangeFilter {
  return {
    ...toSpecFilter(input),
    kinds: input?.kinds ?? [],
    changedFields: input?.changedFields ?? [],
  };
}
