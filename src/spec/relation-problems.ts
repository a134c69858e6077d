import type { ParsedSpec } from './parsed-file.ts';
import type { ProblemCode, SpecProblem } from './spec.ts';
import { compareSpecIds } from './spec-id.ts';

/** What a spec's relations are checked against. */
export interface Surroundings {
  readonly exists: (id: string) => boolean;
  /** The IDs of the specs whose parent this one is. */
  readonly childIds: ReadonlySet<string>;
}

/** The problems of a spec that only the other specs show: a parent, dependencies or children that are not there. */
export function relationProblems(parsed: ParsedSpec, { exists, childIds }: Surroundings): SpecProblem[] {
  const { spec, declaredChildren, lines } = parsed;
  const problems: SpecProblem[] = [];
  const report = (code: ProblemCode, field: string, message: string, others: readonly string[]) =>
    problems.push({ code, message, path: spec.path, line: lines.get(field) ?? null, others });

  if (spec.parentId !== null && !exists(spec.parentId)) {
    report(
      'UNKNOWN_PARENT',
      'parent',
      `Expected a spec ${spec.parentId}, the parent of ${spec.id}; there is none.`,
      [spec.parentId],
    );
  }
  const unknown = spec.dependencyIds.filter((id) => !exists(id));
  if (unknown.length > 0) {
    report('UNKNOWN_DEPENDENCY', 'dependencies', unknownDependencies(unknown), unknown);
  }
  // An empty list is what templates leave behind; it says nothing.
  if (declaredChildren.length > 0) {
    const declared = new Set(declaredChildren);
    const strangers = declaredChildren.filter((id) => !childIds.has(id));
    const missing = [...childIds].filter((id) => !declared.has(id)).sort(compareSpecIds);
    const faults = [
      ...(strangers.length > 0 ? [`${strangers.join(', ')} declared but not below ${spec.id}`] : []),
      ...(missing.length > 0 ? [`${missing.join(', ')} below ${spec.id} but not declared`] : []),
    ];
    // Those that are declared stand in the file itself; the others are known from theirs alone.
    if (faults.length > 0)
      report('CHILDREN_MISMATCH', 'children', `Children disagree: ${faults.join('; ')}.`, missing);
  }
  return problems;
}

/** The message of an UNKNOWN_DEPENDENCY. */
export function unknownDependencies(ids: readonly string[]): string {
  return `No spec has the ID of this dependency: ${ids.join(', ')}.`;
}
