import { parseArgs } from 'node:util';
import { SCENARIOS } from '../scenarios/index.ts';
import { isTargetName, TARGETS, type TargetName } from './targets.ts';

const FULL_REPETITIONS = 3;
const MOST_REPETITIONS = 100;

/** What a run is asked for. */
export interface Options {
  readonly mode: 'full' | 'quick' | 'smoke';
  /** Names of scenarios; `undefined` for all of the mode's. */
  readonly only: readonly string[] | undefined;
  /** `undefined` for all of the scenario's. */
  readonly targets: readonly TargetName[] | undefined;
  readonly repetitions: number;
  /** The root of a built checkout of Specwire; `undefined` for the one that the bench is part of. */
  readonly checkout: string | undefined;
}

/** What `--help` prints. */
export const HELP = `Measures Specwire beside the raw limit and its peers.

  node main.ts [flags]

  --quick                a look at the most important, about two minutes
  --smoke                a few seconds; checks deliveries and shows no figures
  --only a,b             these scenarios
  --targets a,b          these targets, and raw-ws for the ratios
  --repetitions N        runs of each scenario on each target (default: ${FULL_REPETITIONS}; 1 with --quick or --smoke)
  --checkout DIR         a built checkout of Specwire (default: the one around this folder)
  --help

Scenarios:
${listOf(SCENARIOS.map(({ name }) => name))}

Targets:
${listOf(Object.keys(TARGETS))}

Tables are printed when a scenario has ended. A run of everything, with ${FULL_REPETITIONS} repetitions or more, writes
them to RESULTS.md too; any other run only prints.

Exit codes: 0 all well; 1 Specwire or a raw server failed; 2 wrong use.`;

/** What the arguments ask for; `help`; or what is wrong with them. */
export type Parsed =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

/** Reads the arguments behind the name of the script. */
export function parseOptions(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        smoke: { type: 'boolean', default: false },
        only: { type: 'string' },
        targets: { type: 'string' },
        repetitions: { type: 'string' },
        checkout: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.smoke && (values.quick || values.only !== undefined || values.targets !== undefined)) {
      throw new Error('--smoke goes with none of --quick, --only and --targets.');
    }
    const mode = values.smoke ? 'smoke' : values.quick ? 'quick' : 'full';
    return {
      kind: 'run',
      options: {
        mode,
        only: values.only === undefined ? undefined : namesIn('--only', values.only, isScenarioName),
        targets:
          values.targets === undefined ? undefined : namesIn('--targets', values.targets, isTargetName),
        repetitions: repetitionsIn(values.repetitions, mode === 'full' ? FULL_REPETITIONS : 1),
        checkout: values.checkout,
      },
    };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `  ${name}`).join('\n');
}

/** Whether the run's tables are to be kept. */
export function isKept({ mode, only, targets, repetitions }: Options): boolean {
  return mode === 'full' && only === undefined && targets === undefined && repetitions >= FULL_REPETITIONS;
}

function isScenarioName(text: string): text is string {
  return SCENARIOS.some(({ name }) => name === text);
}

function namesIn<T extends string>(
  flag: string,
  list: string,
  isName: (text: string) => text is T,
): readonly T[] {
  return list.split(',').map((text) => {
    const name = text.trim();
    if (!isName(name)) throw new Error(`${flag}: there is no ${JSON.stringify(name)}.`);
    return name;
  });
}

function repetitionsIn(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const repetitions = Number(text);
  if (!/^\d+$/.test(text) || repetitions < 1 || repetitions > MOST_REPETITIONS) {
    throw new Error(
      `--repetitions is a whole number from 1 to ${MOST_REPETITIONS}, not ${JSON.stringify(text)}.`,
    );
  }
  return repetitions;
}
