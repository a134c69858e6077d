/** What an operator watches at one moment. */
export interface Sample {
  readonly atMs: number;
  readonly connections: number;
  readonly subscriptions: number;
  readonly delivered: number;
  readonly committed: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
  readonly memoryBytes: number;
  readonly logChanges: number;
}

/** Samples kept: five minutes of one every two seconds. */
const MAX_SAMPLES = 150;

/** @param samples the oldest first */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples, sample].slice(-MAX_SAMPLES);
}

/** How much a counter grew per second between each two samples; a server that began anew counts from 0. */
export function ratesOf(samples: readonly Sample[], counter: 'delivered' | 'committed'): readonly number[] {
  return samples.slice(1).map((sample, at) => {
    const before = samples[at]!;
    const seconds = (sample.atMs - before.atMs) / 1_000;
    return seconds > 0 ? Math.max(0, sample[counter] - before[counter]) / seconds : 0;
  });
}
