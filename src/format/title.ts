import { Headings } from './headings.ts';
import type { MarkdownLines } from './markdown-lines.ts';
import type { LineRange } from './metadata/carrier.ts';

/** The first heading of the first level; a comment in the metadata may look like one, and is none. */
export function firstHeading(lines: MarkdownLines, metadata: LineRange): string | null {
  const headings = Headings.in(lines);
  for (let at = 0; at < headings.count; at += 1) {
    if (headings.levelOf(at) !== 1) continue;
    const line = headings.lineOf(at);
    if (line >= metadata.start && line < metadata.end) continue;
    const text = headings.textOf(at);
    if (text !== '') return text;
  }
  return null;
}

const SEPARATED = /^(?:\s*:|\s*[–—]|\s+-\s)\s*(\S.*)$/;

/** `E13-F03: Real-time updates` → `Real-time updates`, for the spec's own ID alone. */
export function withoutId(heading: string, id: string): string {
  if (!heading.startsWith(id)) return heading;
  return SEPARATED.exec(heading.slice(id.length))?.[1]?.trim() ?? heading;
}
