import { fieldNameOf } from './field-name.ts';
import { createIdMatcher } from './id-pattern.ts';
import { changedId, type SpecChange } from './spec-change.ts';
import { createValuePredicate, type SpecFilter } from './spec-filter.ts';

export type ChangeKind = SpecChange['kind'];

/** Which changes. A criterion on values holds when the spec met it before the change or meets it after. */
export interface SpecChangeFilter extends SpecFilter {
  readonly kinds?: readonly ChangeKind[];
  /** Updates only when one of these fields changed. */
  readonly changedFields?: readonly string[];
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
