/** What one of something costs. */
export interface UnitCost {
  /** Of what, and by which count it was divided. */
  readonly title: string;
  readonly unit: string;
  readonly value: number;
}

/** A cost that was told from smaller counts, and what it was. */
export interface Prediction {
  readonly title: string;
  readonly unit: string;
  readonly predicted: number;
  readonly measured: number;
}

/** What one measurement found. */
export interface Probed {
  readonly units: readonly UnitCost[];
  readonly predictions: readonly Prediction[];
}

/**
 * Measures one thing, once.
 * @param checkout the root of a built checkout
 */
export type Probe = (checkout: string) => Promise<Probed>;
