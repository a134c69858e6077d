import type { Attempt, Outcome } from '../runner/outcome.ts';
import { isTargetName, type TargetName } from '../runner/targets.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** An outcome with these figures, or failures, a repetition each. */
export function outcomeOf(
  name: string,
  runs: Partial<Record<TargetName, readonly (number | string)[]>>,
): Outcome {
  const targets = Object.keys(runs).filter(isTargetName);
  const scenario: Scenario = {
    name,
    counted: 'Things per second.',
    targets,
    columns: [
      { figure: 'things', title: 'things per second', digits: 0 },
      { figure: 'half', title: 'half of it', digits: 1 },
    ],
    run: () => Promise.reject(new Error('It was run already.')),
  };
  const attempts = targets.flatMap((target) =>
    (runs[target] ?? []).map((run, repetition): Attempt =>
      typeof run === 'string'
        ? { target, repetition, failure: run }
        : { target, repetition, figures: { things: run, half: run / 2 } },
    ),
  );
  return { scenario, targets, attempts };
}
