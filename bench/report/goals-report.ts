import { failuresOf, figureOf, type Outcome } from '../runner/outcome.ts';
import { formatNumber, formatRatio, formatSummary } from './format-number.ts';
import { GOALS, type Goal } from './goals.ts';
import { markdownTable } from './markdown-table.ts';
import { pairedRatios, summarize, type Summary } from './statistics.ts';

const LEFT = ['goal', 'verdict'];

/** The goals whose scenarios were run, beside what was reached; `undefined` where there are none. */
export function goalsReport(outcomes: readonly Outcome[]): string | undefined {
  const rows = [...GOALS.flatMap((goal) => rowOf(goal, outcomes)), ...survivalRow(outcomes)];
  if (rows.length === 0) return undefined;
  const titles = ['goal', 'reach', 'strive for', 'measured', 'verdict'];
  const columns = titles.map((title) => ({ title, align: LEFT.includes(title) ? 'left' : 'right' }) as const);
  return `## Goals\n\n${markdownTable(columns, rows)}`;
}

/** How a figure stands to a goal: `exceeded` where what was striven for is reached too. */
export function verdictOn({ better, reach, strive }: Goal, value: number): 'missed' | 'reached' | 'exceeded' {
  const isAtLeast = (limit: number) => (better === 'more' ? value >= limit : value <= limit);
  if (!isAtLeast(reach)) return 'missed';
  return strive !== undefined && isAtLeast(strive) ? 'exceeded' : 'reached';
}

function rowOf(goal: Goal, outcomes: readonly Outcome[]): readonly (readonly string[])[] {
  const { title, target, to, unit = '×', better, reach, strive } = goal;
  const outcome = outcomes.find(({ scenario }) => scenario.name === goal.scenario);
  if (!outcome?.targets.includes(target) || (to !== undefined && !outcome.targets.includes(to))) return [];
  const summary = measured(goal, outcome);
  const limit = (value: number | undefined) =>
    value === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${value} ${unit}`;
  const format = to === undefined ? (value: number) => formatNumber(value, 1) : formatRatio;
  return [
    [
      title,
      limit(reach),
      limit(strive),
      summary ? `${formatSummary(summary, format)} ${unit}` : 'failed',
      summary ? verdictOn(goal, summary.median) : 'missed',
    ],
  ];
}

function measured({ target, to, figure }: Goal, outcome: Outcome): Summary | undefined {
  const name = figure ?? outcome.scenario.columns[0].figure;
  const figures = figureOf(outcome, target, name);
  return summarize(
    to === undefined ? [...figures.values()] : pairedRatios(figures, figureOf(outcome, to, name)),
  );
}

/** A flood that one client does not read: no figure, but to be outlived. */
function survivalRow(outcomes: readonly Outcome[]): readonly (readonly string[])[] {
  const outcome = outcomes.find(({ scenario }) => scenario.name === 'stuck');
  const targets = outcome?.targets.filter((target) => target.startsWith('specwire')) ?? [];
  if (!outcome || targets.length === 0) return [];
  const hasSurvived = targets.every((target) => failuresOf(outcome, target).length === 0);
  return [
    [
      '5,000 changes in one turn, one of 1,000 clients reads nothing',
      'survives',
      '',
      hasSurvived ? 'survived' : 'failed',
      hasSurvived ? 'reached' : 'missed',
    ],
  ];
}
