import { problemsInSight } from './problems-in-sight.ts';
import type { Spec } from './spec.ts';
import { changeBetween, changedId, type SpecChange } from './spec-change.ts';
import type { VisibleScope } from './visible-scope.ts';

/**
 * A change as it shows within a scope; `undefined` where it does not. A spec in sight may change in its problems
 * alone, because of another that is out of sight.
 */
export function changeInSight(change: SpecChange, scope: VisibleScope | null): SpecChange | undefined {
  if (!scope) return change;
  if (!scope.includes(changedId(change))) return undefined;
  if (change.kind !== 'updated' || !change.before || !change.fields.includes('problems')) return change;
  const before = specInSight(change.before, scope);
  const after = specInSight(change.after, scope);
  return before === change.before && after === change.after ? change : changeBetween(before, after);
}

/** A spec with the problems that show within a scope; the same object where that is all of them. */
function specInSight(spec: Spec, scope: VisibleScope): Spec {
  const problems = problemsInSight(spec.problems, scope);
  return problems === spec.problems ? spec : { ...spec, problems };
}
