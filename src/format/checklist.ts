import type { Checklist } from '../spec/spec.ts';
import { MarkdownLines } from './markdown-lines.ts';
import { proseIn } from './prose.ts';

const ITEM = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\](?:[ \t]|$)/;

/** Counts the task-list items of a Markdown text, GFM 0.29 section 5.3; those in code and comments do not count. */
export function countChecklist(body: string): Checklist {
  let total = 0;
  let done = 0;
  for (const { text } of proseIn(new MarkdownLines(body))) {
    const mark = text.includes('[') ? ITEM.exec(text)?.[1] : undefined;
    if (mark === undefined) continue;
    total += 1;
    if (mark !== ' ') done += 1;
  }
  return { total, done };
}
