import { SCENARIOS, SMOKE } from '../scenarios/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Options } from './options.ts';
import { REFERENCE, type TargetName } from './targets.ts';

/** A scenario and the targets that it is to be run on. */
export interface Selected {
  readonly scenario: Scenario;
  readonly targets: readonly TargetName[];
}

/** What the options come to, in the order of running. A reference is measured wherever there is one. */
export function select({ mode, only, targets }: Options): readonly Selected[] {
  if (mode === 'smoke') return SMOKE.map((scenario) => ({ scenario, targets: scenario.targets }));
  return SCENARIOS.filter((scenario) => only?.includes(scenario.name) ?? isPart(scenario, mode))
    .map((scenario) => ({ scenario, targets: targetsOf(scenario, mode, targets) }))
    .filter((selected) => selected.targets.length > 0);
}

function isPart({ quick }: Scenario, mode: Options['mode']): boolean {
  return mode === 'full' || quick !== undefined;
}

function targetsOf(
  scenario: Scenario,
  mode: Options['mode'],
  wanted: readonly TargetName[] | undefined,
): readonly TargetName[] {
  if (wanted === undefined) return (mode === 'quick' ? scenario.quick : undefined) ?? scenario.targets;
  const found = scenario.targets.filter((target) => wanted.includes(target));
  if (found.length === 0) return [];
  return scenario.targets.filter((target) => target === REFERENCE || wanted.includes(target));
}
