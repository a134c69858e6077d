import type { Figures, Scenario } from '../scenarios/scenario.ts';
import type { TargetName } from './targets.ts';

/** One run of a scenario on a target: its figures, or why there are none. */
export type Attempt = {
  readonly target: TargetName;
  /** From 0. */
  readonly repetition: number;
} & ({ readonly figures: Figures } | { readonly failure: string });

/** All runs of a scenario. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly targets: readonly TargetName[];
  readonly attempts: readonly Attempt[];
}

/** A figure of a target, by the repetitions in which it was measured. */
export function figureOf(
  { attempts }: Outcome,
  target: TargetName,
  figure: string,
): ReadonlyMap<number, number> {
  return new Map(
    attempts.flatMap((attempt) => {
      const value = attempt.target === target && 'figures' in attempt ? attempt.figures[figure] : undefined;
      return value === undefined ? [] : [[attempt.repetition, value] as const];
    }),
  );
}

/** Why runs of a target failed. */
export function failuresOf({ attempts }: Outcome, target: TargetName): readonly string[] {
  return attempts.flatMap((attempt) =>
    attempt.target === target && 'failure' in attempt ? [attempt.failure] : [],
  );
}
