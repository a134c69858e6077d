import type { TargetName } from '../runner/targets.ts';

/** What a run is done with. */
export interface RunOptions {
  readonly target: TargetName;
  /** The root of the checkout of Specwire that is measured. */
  readonly checkout: string;
  /** Times of warming up and measuring are divided by this; 1 for a full run. */
  readonly haste: number;
}

/** Figures by their names. */
export type Figures = Readonly<Record<string, number>>;

/** How a figure is shown. */
export interface Column {
  readonly figure: string;
  readonly title: string;
  readonly digits: number;
}

/** One thing that is measured. */
export interface Scenario {
  readonly name: string;
  /** One sentence on what is counted. */
  readonly counted: string;
  readonly targets: readonly TargetName[];
  /** The first is the one that ratios are made of. */
  readonly columns: readonly [Column, ...Column[]];
  /** The targets of a quick look; one without leaves the scenario out, unless it is asked for by name. */
  readonly quick?: readonly TargetName[];
  /** @throws when a delivery was wrong or missing, or a process failed */
  run(options: RunOptions): Promise<Figures>;
}
