import type { LiveSpec } from '../../client/live-specs.ts';
import { formatNumbered } from './format.ts';
import { statusGroupOf } from './status-group.ts';

/** How far some specs have got, counted in specs; what was dropped does not count. */
export interface Progress {
  readonly total: number;
  /** A spec that is not done counts by the share of its checklist that is. */
  readonly done: number;
  /** What is left of those that are being worked on, or reviewed. */
  readonly active: number;
}

export const NO_PROGRESS: Progress = { total: 0, done: 0, active: 0 };

/** How far one spec has got by its own status and checklist. */
export function ownProgress({ status, checklist }: Pick<LiveSpec, 'status' | 'checklist'>): Progress {
  const group = statusGroupOf(status);
  if (group === 'dropped') return NO_PROGRESS;
  if (group === 'done') return { total: 1, done: 1, active: 0 };
  const done = checklist.total > 0 ? checklist.done / checklist.total : 0;
  return { total: 1, done, active: group === 'active' || group === 'review' ? 1 - done : 0 };
}

export function addProgress(a: Progress, b: Progress): Progress {
  return { total: a.total + b.total, done: a.done + b.done, active: a.active + b.active };
}

/** Whole percent, rounded down so that only what is done altogether is 100; `null` where nothing counts. */
export function percentDone({ total, done }: Progress): number | null {
  // Shares of checklists add up to a little less than they are.
  return total === 0 ? null : Math.floor((done / total) * 100 + 1e-6);
}

/** In a sentence: `40 % of 10 specs done, 25 % under way`. */
export function progressWords(progress: Progress): string {
  const { total, active } = progress;
  const underWay = Math.round((active / Math.max(1, total)) * 100);
  const done = `${percentDone(progress) ?? 0} % of ${formatNumbered(total, 'spec')} done`;
  return underWay > 0 ? `${done}, ${underWay} % under way` : done;
}
