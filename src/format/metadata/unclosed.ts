import type { MarkdownLines } from '../markdown-lines.ts';
import { MAX_METADATA_LINES } from './carrier.ts';
import { isPair } from './loose-lines.ts';

/** Where metadata that nobody closed ends, so that the text behind it is not lost. */
export interface UnclosedEnd {
  readonly line: number;
  /** Whether a heading ends it, which metadata does not hold. */
  readonly atHeading: boolean;
}

/**
 * Looks for the end of an unclosed block: a heading, or a blank line behind which no metadata follows. A line of `#`
 * is a comment, and no heading, where metadata stands right below it. A block that is longer than any ends there too.
 */
export function endOfUnclosed(lines: MarkdownLines, from: number): UnclosedEnd {
  let line = from;
  const count = Math.min(lines.count, from + MAX_METADATA_LINES);
  while (line < count) {
    if (!isGap(lines.at(line))) {
      line += 1;
      continue;
    }
    let next = line;
    while (next < count && isGap(lines.at(next))) next += 1;
    const heading = headingIn(lines, line, next);
    if (heading !== undefined) return { line: heading, atHeading: true };
    if (next >= count || !isMetadata(lines.at(next))) return { line, atHeading: false };
    line = next;
  }
  return { line: count, atHeading: false };
}

function isGap(line: string): boolean {
  return line === '' || line.startsWith('#');
}

function isMetadata(line: string): boolean {
  return isPair(line) || /^[ \t]/.test(line) || line.startsWith('- ');
}

/** The heading in a run of blank lines and lines of `#`, if any of these is one. */
function headingIn(lines: MarkdownLines, from: number, to: number): number | undefined {
  const metadataFollows = to < lines.count && isMetadata(lines.at(to)) && lines.at(to - 1).startsWith('#');
  for (let line = from; line < to; line += 1) {
    const text = lines.at(line);
    if (text.startsWith('## ') || (text.startsWith('# ') && !metadataFollows)) return line;
  }
  return undefined;
}
