import { failuresOf, figureOf, type Outcome } from '../runner/outcome.ts';
import { REFERENCE, STREAM_REFERENCE, TARGETS, type TargetName } from '../runner/targets.ts';
import { formatNumber, formatRatio, formatSummary } from './format-number.ts';
import { markdownTable } from './markdown-table.ts';
import { pairedRatios, summarize } from './statistics.ts';

const NOTHING = '–';

/** A scenario's heading, what it counts, its table, and what failed. */
export function scenarioReport(outcome: Outcome): string {
  const { scenario } = outcome;
  const parts = [`## ${scenario.name}`, scenario.counted, tableOf(outcome), ...failureLines(outcome)];
  return parts.join('\n\n');
}

function tableOf(outcome: Outcome): string {
  const { scenario, targets } = outcome;
  const [first, ...others] = scenario.columns;
  const references = [REFERENCE, STREAM_REFERENCE].filter((reference) => targets.includes(reference));
  const columns = [
    { title: 'server', align: 'left' },
    { title: first.title, align: 'right' },
    ...references.map((reference) => ({ title: `× ${TARGETS[reference].title}`, align: 'right' }) as const),
    ...others.map(({ title }) => ({ title, align: 'right' }) as const),
  ] as const;
  const rows = targets.map((target) => {
    const summaryOf = (figure: string) => summarize([...figureOf(outcome, target, figure).values()]);
    const firstSummary = summaryOf(first.figure);
    return [
      TARGETS[target].title,
      firstSummary ? formatNumber(firstSummary.median, first.digits) : 'failed',
      ...references.map((reference) => ratioCell(outcome, target, reference)),
      ...others.map(({ figure, digits }) => formatNumber(summaryOf(figure)?.median ?? Number.NaN, digits)),
    ];
  });
  return markdownTable(columns, rows);
}

/** Event streams are compared with both references, other servers with the first alone. */
function ratioCell(outcome: Outcome, target: TargetName, reference: TargetName): string {
  if (reference === STREAM_REFERENCE && !TARGETS[target].dialect.endsWith('event-stream')) return NOTHING;
  const { figure } = outcome.scenario.columns[0];
  const ratios = pairedRatios(figureOf(outcome, target, figure), figureOf(outcome, reference, figure));
  const summary = summarize(ratios);
  return summary ? formatSummary(summary, formatRatio) : NOTHING;
}

function failureLines(outcome: Outcome): readonly string[] {
  const lines = outcome.targets.flatMap((target) => {
    const failures = failuresOf(outcome, target);
    const [reason] = failures;
    if (reason === undefined) return [];
    const runs = failures.length + figureOf(outcome, target, outcome.scenario.columns[0].figure).size;
    return [`- ${TARGETS[target].title} failed in ${failures.length} of ${runs} runs: ${reason}`];
  });
  return lines.length > 0 ? [lines.join('\n')] : [];
}
