import { headingsIn } from '../headings.ts';
import type { MarkdownLines } from '../markdown-lines.ts';
import type { LineRange } from './carrier.ts';

const NAMES = new Set(['spec information', 'metadata']);

/** The sections that are named as ones of metadata, `## Spec Information` or `## Metadata`, each with its heading. */
export function metadataSections(lines: MarkdownLines): LineRange[] {
  const sections: LineRange[] = [];
  let start: number | undefined;
  const endAt = (end: number) => {
    if (start !== undefined) sections.push({ start, end });
    start = undefined;
  };
  for (const { line, level, text } of headingsIn(lines)) {
    endAt(line);
    if (level === 2 && text.length < 80 && NAMES.has(bareName(text))) start = line;
  }
  endAt(lines.count);
  return sections;
}

/** What stands above the second `##` heading, where a reader looks for metadata first. */
export function topOf(lines: MarkdownLines): LineRange {
  let sections = 0;
  for (const { line, level } of headingsIn(lines)) {
    if (level === 2) sections += 1;
    if (sections === 2) return { start: 0, end: line };
  }
  return { start: 0, end: lines.count };
}

/** `📋 Metadata:` → `metadata`. */
function bareName(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim();
}
