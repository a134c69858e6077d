import type { LoadReport, Usage } from '../event/messages.ts';
import type { Column, Figures } from './scenario.ts';

const MICROS = 1e6;

/** What stands in every table of deliveries, behind its own figure. */
export const DELIVERY_COLUMNS: readonly Column[] = [
  { figure: 'p50Ms', title: 'p50, ms', digits: 1 },
  { figure: 'p99Ms', title: 'p99, ms', digits: 1 },
  { figure: 'bytes', title: 'bytes a delivery', digits: 0 },
  { figure: 'loadBusy', title: 'load busy, %', digits: 0 },
];

/** A stretch of time in which things were published and delivered. */
export interface Stretch {
  readonly before: Usage;
  readonly after: Usage;
  readonly report: LoadReport;
  readonly elapsedMs: number;
  readonly events: number;
}

/** The figures of a stretch, for `DELIVERY_COLUMNS` and the column of the scenario. */
export function figuresOf({ before, after, report, elapsedMs, events }: Stretch): Figures {
  const cpuSeconds = (after.cpuMicros - before.cpuMicros) / MICROS;
  return {
    deliveriesPerCpuSecond: report.deliveries / cpuSeconds,
    eventsPerCpuSecond: events / cpuSeconds,
    p50Ms: report.p50Ms,
    p99Ms: report.p99Ms,
    bytes: report.deliveredBytes / report.deliveries,
    loadBusy: (report.cpuMicros / (elapsedMs * 1000)) * 100,
  };
}
