/** One measurement of something over time. */
export interface Sample {
  readonly minutes: number;
  readonly value: number;
}

/** How much something may rise and still count as steady; both must be exceeded for a trend. */
export interface TrendBounds {
  /** In units of the value. */
  readonly perMinute: number;
  /** Over all that is looked at, in the same units: what a short run cannot tell from chance. */
  readonly inAll: number;
}

export interface Trend {
  readonly perMinute: number;
  readonly inAll: number;
  readonly isRising: boolean;
}

/** Fewer samples say nothing. */
const MIN_SAMPLES = 4;

/**
 * Whether something rises over the last two thirds of the time, by the line that fits best (least squares). The first
 * third is for caches and windows to fill.
 */
export function trendOf(samples: readonly Sample[], bounds: TrendBounds): Trend {
  const last = samples.at(-1)?.minutes ?? 0;
  const considered = samples.filter(({ minutes }) => minutes >= last / 3);
  if (considered.length < MIN_SAMPLES) return { perMinute: 0, inAll: 0, isRising: false };
  const mean = (of: (sample: Sample) => number): number =>
    considered.reduce((sum, sample) => sum + of(sample), 0) / considered.length;
  const meanMinutes = mean(({ minutes }) => minutes);
  const meanValue = mean(({ value }) => value);
  const spread = mean(({ minutes }) => (minutes - meanMinutes) ** 2);
  const common = mean(({ minutes, value }) => (minutes - meanMinutes) * (value - meanValue));
  const perMinute = spread === 0 ? 0 : common / spread;
  const inAll = perMinute * (last - considered[0]!.minutes);
  return { perMinute, inAll, isRising: perMinute > bounds.perMinute && inAll > bounds.inAll };
}
