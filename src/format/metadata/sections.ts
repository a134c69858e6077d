import { headingsIn, type MarkdownLines } from '../markdown-lines.ts';

const NAMES = ['spec information', 'metadata'];

/** The lines below a heading, up to the next. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

/** The first section that is named as one of metadata: `## Spec Information` or `## Metadata`. */
export function metadataSection(lines: MarkdownLines): Section | undefined {
  let start: number | undefined;
  for (const { line, level, text } of headingsIn(lines)) {
    if (start !== undefined) return { start, end: line };
    if (level === 2 && NAMES.includes(text.toLowerCase())) start = line + 1;
  }
  return start === undefined ? undefined : { start, end: lines.count };
}

/** What stands above the second `##` heading, where a reader looks for metadata first. */
export function topOf(lines: MarkdownLines): Section {
  let sections = 0;
  for (const { line, level } of headingsIn(lines)) {
    if (level === 2) sections += 1;
    if (sections === 2) return { start: 0, end: line };
  }
  return { start: 0, end: lines.count };
}
