import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { goalsReport } from './report/goals-report.ts';
import { results } from './report/results.ts';
import { scenarioReport } from './report/scenario-report.ts';
import { surroundings } from './report/surroundings.ts';
import { measure } from './runner/measure.ts';
import { HELP, isKept, parseOptions, type Options } from './runner/options.ts';
import { failuresOf, type Attempt, type Outcome } from './runner/outcome.ts';
import { select, type Selected } from './runner/selection.ts';
import { isOurs } from './runner/targets.ts';

const BENCH = import.meta.dirname;
const EXIT = { well: 0, failed: 1, wrongUse: 2 } as const;
/** What times are divided by. */
const HASTE = { full: 1, quick: 4, smoke: 12 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args);
  switch (parsed.kind) {
    case 'help':
      console.log(HELP);
      return EXIT.well;
    case 'wrong':
      return complain(parsed.message);
    case 'run': {
      const checkout = resolve(parsed.options.checkout ?? dirname(BENCH));
      if (!existsSync(join(checkout, 'dist/index.js'))) {
        return complain(`${checkout} holds no built Specwire: run "npm ci" and "npm run build" there first.`);
      }
      const selection = select(parsed.options);
      if (selection.length === 0) return complain('None of these scenarios has any of these targets.');
      return run(selection, parsed.options, checkout);
    }
  }
}

async function run(selection: readonly Selected[], options: Options, checkout: string): Promise<number> {
  const { mode, repetitions } = options;
  // First, so that what cannot be told shows before an hour has gone by.
  const where = surroundings(BENCH, checkout);
  const stop = new AbortController();
  // The run that is on its way ends first, and takes its processes with it; asked again, this one ends at once.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const outcomes: Outcome[] = [];
  const reports: string[] = [];
  for (const selected of selection) {
    const { name } = selected.scenario;
    const outcome = await measure(selected, {
      repetitions,
      checkout,
      haste: HASTE[mode],
      signal: stop.signal,
      onAttempt: (attempt) => console.error(progressOf(name, attempt, repetitions)),
    });
    if (stop.signal.aborted) return EXIT.failed;
    outcomes.push(outcome);
    reports.push(scenarioReport(outcome));
    if (mode !== 'smoke') console.log(`\n${reports.at(-1)}\n`);
  }
  if (mode === 'smoke') return sayWhetherVerified(outcomes);
  const goals = goalsReport(outcomes);
  if (goals !== undefined) console.log(`\n${goals}\n`);
  if (isKept(options)) {
    const parts = { surroundings: where, repetitions, goals, scenarios: reports };
    await writeFile(join(BENCH, 'RESULTS.md'), results(parts));
  }
  return hasFailed(outcomes) ? EXIT.failed : EXIT.well;
}

/** Figures of a run this short would say nothing. */
function sayWhetherVerified(outcomes: readonly Outcome[]): number {
  if (hasFailed(outcomes)) return EXIT.failed;
  console.log('Every delivery was verified.');
  return EXIT.well;
}

/** Peers may fail; what they did is in the tables. */
function hasFailed(outcomes: readonly Outcome[]): boolean {
  return outcomes.some((outcome) =>
    outcome.targets.some((target) => isOurs(target) && failuresOf(outcome, target).length > 0),
  );
}

function progressOf(scenario: string, attempt: Attempt, repetitions: number): string {
  const result = 'failure' in attempt ? `failed: ${attempt.failure}` : 'done';
  return `${scenario}, ${attempt.repetition + 1} of ${repetitions}, ${attempt.target}: ${result}`;
}

function complain(message: string): number {
  console.error(`${message}\nSee --help.`);
  return EXIT.wrongUse;
}
