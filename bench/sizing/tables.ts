import { formatNumber, formatSummary } from '../report/format-number.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { summarize } from '../report/statistics.ts';
import type { Prediction, Probed, UnitCost } from './probe.ts';

/** What several measurements of the same things found, as two tables. */
export function sizingTables(found: readonly Probed[]): string {
  const units = byTitle(found.flatMap((one) => one.units)).map((same: readonly UnitCost[]) => [
    same[0]!.title,
    same[0]!.unit,
    summaryOf(same.map(({ value }) => value)),
  ]);
  const predictions = byTitle(found.flatMap((one) => one.predictions)).map((same: readonly Prediction[]) => [
    same[0]!.title,
    same[0]!.unit,
    summaryOf(same.map(({ predicted }) => predicted)),
    summaryOf(same.map(({ measured }) => measured)),
    summaryOf(
      same.map(({ predicted, measured }) => (measured / predicted - 1) * 100),
      0,
    ),
  ]);
  return [
    markdownTable(
      [
        { title: 'unit cost', align: 'left' },
        { title: 'in', align: 'left' },
        { title: 'median (least–most)', align: 'right' },
      ],
      units,
    ),
    markdownTable(
      [
        { title: 'prediction', align: 'left' },
        { title: 'in', align: 'left' },
        { title: 'predicted', align: 'right' },
        { title: 'measured', align: 'right' },
        { title: 'off by, %', align: 'right' },
      ],
      predictions,
    ),
  ].join('\n\n');
}

function byTitle<T extends { readonly title: string }>(all: readonly T[]): readonly (readonly T[])[] {
  return [...Map.groupBy(all, ({ title }) => title).values()];
}

function summaryOf(values: readonly number[], digits = 1): string {
  return formatSummary(summarize(values)!, (value) => formatNumber(value, digits));
}
