import { unknownDependencies } from './relation-problems.ts';
import type { SpecProblem } from './spec.ts';
import type { VisibleScope } from './visible-scope.ts';

/**
 * A spec's problems as they show within a scope: without those that say of a spec out of sight that it exists, or
 * that it does not. The same list where that leaves out nothing.
 */
export function problemsInSight(
  problems: readonly SpecProblem[],
  scope: VisibleScope | null,
): readonly SpecProblem[] {
  const isInSight = ({ others }: SpecProblem) => !others || others.every((id) => scope?.includes(id));
  if (!scope || problems.every(isInSight)) return problems;
  return problems.flatMap((problem) => {
    if (isInSight(problem)) return problem;
    const others = problem.others!.filter((id) => scope.includes(id));
    // Each of these stands for itself; what another problem says of several is not true of some of them.
    if (problem.code !== 'UNKNOWN_DEPENDENCY' || others.length === 0) return [];
    return { ...problem, message: unknownDependencies(others), others };
  });
}
