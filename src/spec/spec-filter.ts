import { normaliseWord } from './field-name.ts';
import { createIdMatcher } from './id-pattern.ts';
import { fieldNameOf } from './field-name.ts';
import type { Spec, SpecPriority } from './spec.ts';
import { changedId } from './changed-id.ts';
import type { SpecChange } from './spec-change.ts';

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

export type ChangeKind = SpecChange['kind'];

/** Which changes. A criterion on values holds when the spec met it before the change or meets it after. */
export interface SpecChangeFilter extends SpecFilter {
  readonly kinds?: readonly ChangeKind[];
  /** Updates only when one of these fields changed. */
  readonly changedFields?: readonly string[];
}

/** The values a filter looks at; a deleted spec's last version has them too. */
type Filterable = Pick<Spec, 'id' | 'type' | 'status' | 'priority' | 'tags'>;

/** A predicate on specs. Types, statuses and tags are compared in their normal form. */
export function createSpecPredicate(filter: SpecFilter): (spec: Filterable) => boolean {
  const idMatches = createIdMatcher(filter);
  const valuesMatch = createValuePredicate(filter);
  return (spec) => idMatches(spec.id) && valuesMatch(spec);
}

/** A predicate on changes. Where the version before is unknown, it may have met any criterion, so it counts. */
export function createChangePredicate(filter: SpecChangeFilter): (change: SpecChange) => boolean {
  const idMatches = createIdMatcher(filter);
  const valuesMatch = createValuePredicate(filter);
  const kinds = filter.kinds?.length ? new Set(filter.kinds) : undefined;
  const fields = filter.changedFields?.length
    ? new Set(filter.changedFields.map((field) => fieldNameOf(field)))
    : undefined;
  return (change) => {
    if (kinds && !kinds.has(change.kind)) return false;
    if (!idMatches(changedId(change))) return false;
    switch (change.kind) {
      case 'created':
        return valuesMatch(change.after);
      case 'deleted':
        return !change.before || valuesMatch(change.before);
      case 'updated':
        if (fields && !change.fields.some((field) => fields.has(field))) return false;
        return !change.before || valuesMatch(change.before) || valuesMatch(change.after);
    }
  };
}

function createValuePredicate(filter: SpecFilter): (spec: Filterable) => boolean {
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
