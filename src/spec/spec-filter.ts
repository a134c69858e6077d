import { normaliseWord } from './field-name.ts';
import { createIdMatcher } from './id-pattern.ts';
import type { Spec, SpecPriority } from './spec.ts';

/** Which specs. Every given criterion must hold; within a list any one suffices; an empty list does not restrict. */
export interface SpecFilter {
  /** Exact IDs, or patterns in which `*` stands for any run of characters and `?` for one. */
  readonly ids?: readonly string[];
  /** Also every descendant of the specs that `ids` names. @default false */
  readonly includeChildren?: boolean;
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  readonly priorities?: readonly SpecPriority[];
  /** Any of these tags. */
  readonly tags?: readonly string[];
}

/** The values a filter looks at; a deleted spec's last version has them too. */
type Filterable = Pick<Spec, 'id' | 'type' | 'status' | 'priority' | 'tags'>;

/** A predicate on specs. Types, statuses and tags are compared in their normal form. */
export function createSpecPredicate(filter: SpecFilter): (spec: Filterable) => boolean {
  const idMatches = createIdMatcher(filter);
  const valuesMatch = createValuePredicate(filter);
  return (spec) => idMatches(spec.id) && valuesMatch(spec);
}

/** A predicate on what a spec's values are, whatever its ID. */
export function createValuePredicate(filter: SpecFilter): (spec: Filterable) => boolean {
  const types = wordSet(filter.types);
  const statuses = wordSet(filter.statuses);
  const tags = wordSet(filter.tags);
  const priorities = filter.priorities?.length ? new Set(filter.priorities) : undefined;
  return (spec) =>
    (!types || types.has(spec.type)) &&
    (!statuses || (spec.status !== null && statuses.has(spec.status))) &&
    (!priorities || (spec.priority !== null && priorities.has(spec.priority))) &&
    (!tags || spec.tags.some((tag) => tags.has(normaliseWord(tag))));
}

function wordSet(words: readonly string[] | undefined): Set<string> | undefined {
  return words?.length ? new Set(words.map(normaliseWord)) : undefined;
}
