import type { SpecProblem } from './spec.ts';

/** Orders problems by path, then line; those without a line come first. */
export function compareProblems(a: SpecProblem, b: SpecProblem): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
