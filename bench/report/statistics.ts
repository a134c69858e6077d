/** What several runs came to. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** The middle value; of an even number of values the mean of the two in the middle; `NaN` of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** `undefined` where there are no values. */
export function summarize(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    count: values.length,
  };
}

/** A figure by the repetition in which it was measured. */
export type ByRepetition = ReadonlyMap<number, number>;

/** The quotients of figures that were measured in the same repetition; others have no partner and are left out. */
export function pairedRatios(of: ByRepetition, to: ByRepetition): readonly number[] {
  return [...of].flatMap(([repetition, figure]) => {
    const partner = to.get(repetition);
    return partner === undefined ? [] : [figure / partner];
  });
}
