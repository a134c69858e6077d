import type { Checklist } from '../spec/spec.ts';
import { closes, fenceOn, type Fence } from './markdown-lines.ts';

const ITEM = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\](?:[ \t]|$)/;

/** Counts the task-list items of a Markdown text, GFM 0.29 section 5.3; those in fenced code do not count. */
export function countChecklist(body: string): Checklist {
  let total = 0;
  let done = 0;
  let opening: Fence | undefined;
  for (const line of body.split('\n')) {
    const fence = fenceOn(line.trimEnd().replace(/^[ \t]+/, ''));
    if (opening) {
      if (fence && closes(fence, opening)) opening = undefined;
      continue;
    }
    if (fence) {
      opening = fence;
      continue;
    }
    const item = ITEM.exec(line);
    if (!item) continue;
    total += 1;
    if (item[1] !== ' ') done += 1;
  }
  return { total, done };
}
