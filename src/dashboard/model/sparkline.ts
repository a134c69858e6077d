/** A line through values, as paths of an SVG. */
export interface Sparkline {
  readonly line: string;
  /** The line closed along the bottom. */
  readonly area: string;
  readonly max: number;
}

export interface SparklineSize {
  readonly width: number;
  readonly height: number;
  /** How many values fill the width; fewer stand at the right. */
  readonly slots: number;
}

/** Gaps, `null`, break the line. The scale begins at 0. */
export function sparklineOf(
  values: readonly (number | null)[],
  { width, height, slots }: SparklineSize,
): Sparkline {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, slots - 1);
  const shown = values.slice(-slots);
  const x = (at: number) => round(width - (shown.length - 1 - at) * step);
  // Room for the line's width below, and above so that a steady value does not look like the most there can be.
  const y = (value: number) => round(height - 0.75 - (max === 0 ? 0 : (value / max) * 0.85 * height));
  const runs = runsOf(shown);
  const lines = runs.map((run) => run.map(({ at, value }) => `${x(at)},${y(value)}`).join('L'));
  return {
    max,
    line: lines.map((points) => `M${points}`).join(''),
    area: runs
      .map((run, at) => `M${x(run[0]!.at)},${height}L${lines[at]}L${x(run.at(-1)!.at)},${height}Z`)
      .join(''),
  };
}

interface Point {
  readonly at: number;
  readonly value: number;
}

function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    if (!isOpen) runs.push([]);
    isOpen = true;
    runs.at(-1)!.push({ at, value });
  }
  return runs;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
