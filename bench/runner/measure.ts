import type { Attempt, Outcome } from './outcome.ts';
import type { Selected } from './selection.ts';

const MOST_CHARACTERS = 160;

/** How often, on what and in which haste. */
export interface MeasureOptions {
  readonly repetitions: number;
  /** The root of the checkout of Specwire that is measured. */
  readonly checkout: string;
  /** See `RunOptions`. */
  readonly haste: number;
  /** Ends the measuring before the next run. */
  readonly signal: AbortSignal;
  readonly onAttempt: (attempt: Attempt) => void;
}

/**
 * Runs a scenario on all its targets, one after the other, as often as asked for: so that what is compared was measured
 * close together. A run that fails is an outcome.
 */
export async function measure(
  { scenario, targets }: Selected,
  { repetitions, checkout, haste, signal, onAttempt }: MeasureOptions,
): Promise<Outcome> {
  const attempts: Attempt[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const target of targets) {
      if (signal.aborted) return { scenario, targets, attempts };
      const attempt: Attempt = await scenario.run({ target, checkout, haste }).then(
        (figures) => ({ target, repetition, figures }),
        (error: unknown) => ({ target, repetition, failure: shortReason(error) }),
      );
      attempts.push(attempt);
      onAttempt(attempt);
    }
  }
  return { scenario, targets, attempts };
}

function shortReason(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
