import type { LiveSpec } from '../../client/live-specs.ts';
import { createSpecPredicate } from '../../spec/spec-filter.ts';
import type { SpecPriority } from '../../spec/spec.ts';

/** What the list shows; an empty part does not restrict. */
export interface ListFilter {
  /** Words that must all stand in the ID, the title, the path or the tags, in any case. */
  readonly text: string;
  readonly statuses: readonly string[];
  readonly types: readonly string[];
  readonly priorities: readonly SpecPriority[];
  readonly tags: readonly string[];
  /** IDs and patterns such as `E13-*`, each with all below it. */
  readonly ids: readonly string[];
  /** Only those with something wrong in their files. */
  readonly hasProblems: boolean;
}

export const EVERYTHING: ListFilter = {
  text: '',
  statuses: [],
  types: [],
  priorities: [],
  tags: [],
  ids: [],
  hasProblems: false,
};

/** The parts of a filter that are lists. */
export type FilterList = 'statuses' | 'types' | 'priorities' | 'tags' | 'ids';

export function isEverything(filter: ListFilter): boolean {
  const { text, statuses, types, priorities, tags, ids, hasProblems } = filter;
  return (
    text.trim() === '' &&
    !hasProblems &&
    [statuses, types, priorities, tags, ids].every((list) => !list.length)
  );
}

export function createListPredicate(filter: ListFilter): (spec: LiveSpec) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = createSpecPredicate({ ...filter, includeChildren: true });
  return (spec) =>
    matches(spec) && (!filter.hasProblems || spec.problems.length > 0) && hasWords(spec, words);
}

function hasWords({ id, title, path, tags }: LiveSpec, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${id}\n${title}\n${path}\n${tags.join('\n')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The filter with a value added to one of its lists, or taken out of it. */
export function toggled(filter: ListFilter, list: FilterList, value: string): ListFilter {
  const values: readonly string[] = filter[list];
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return { ...filter, [list]: next };
}
