import type { MarkdownLines } from '../markdown-lines.ts';
import { MAX_METADATA_LINES, type MetadataBlock } from './carrier.ts';
import { isPair } from './loose-lines.ts';
import { endOfUnclosed } from './unclosed.ts';
import { readYaml } from './yaml-block.ts';

const [HYPHEN, DOT] = [45, 46];

/** YAML between two lines of `---`, at the top of the file. */
export function frontMatterAtTop(lines: MarkdownLines): MetadataBlock | undefined {
  const start = openingAtTop(lines);
  return start === undefined ? undefined : readFrom(lines, start);
}

/** The same right below a first-level heading that opens the file. */
export function frontMatterAfterHeading(lines: MarkdownLines): MetadataBlock | undefined {
  const start = openingAfterHeading(lines);
  return start === undefined ? undefined : readFrom(lines, start);
}

/** Whether there is such a block that is not closed. */
export function isFrontMatterOpen(lines: MarkdownLines): boolean {
  const start = openingAtTop(lines) ?? openingAfterHeading(lines);
  return start !== undefined && closingLine(lines, start) === undefined;
}

function openingAtTop(lines: MarkdownLines): number | undefined {
  const start = lines.nextNonBlank(0);
  return lines.at(start) === '---' ? start : undefined;
}

function openingAfterHeading(lines: MarkdownLines): number | undefined {
  const heading = lines.nextNonBlank(0);
  if (!lines.at(heading).startsWith('# ')) return undefined;
  const start = lines.nextNonBlank(heading + 1);
  if (lines.at(start) !== '---') return undefined;
  // Here it may as well be a thematic break: only what looks like metadata is taken for it.
  let first = start + 1;
  const limit = Math.min(lines.count, first + MAX_METADATA_LINES);
  while (first < limit && (lines.at(first) === '' || lines.at(first).startsWith('#'))) first += 1;
  return isPair(lines.at(first)) ? start : undefined;
}

function readFrom(lines: MarkdownLines, start: number): MetadataBlock {
  const closing = closingLine(lines, start);
  const closed = closing === undefined ? undefined : readYaml(lines.between(start + 1, closing), start + 1);
  const malformed = closed?.faults.some(({ code }) => code === 'MALFORMED_METADATA');
  if (closed && closing !== undefined && !malformed) return closed.block({ start, end: closing + 1 });
  const unclosed = endOfUnclosed(lines, start + 1);
  // What is no YAML and holds a heading is text: the line that seemed to close it is a thematic break.
  if (closed && closing !== undefined && (!unclosed.atHeading || unclosed.line > closing)) {
    return closed.block({ start, end: closing + 1 });
  }
  const entries = readYaml(lines.between(start + 1, unclosed.line), start + 1);
  const message =
    'The block that begins here with `---` is not closed; it is taken to end where the text begins.';
  entries.faults.unshift({ code: 'MALFORMED_METADATA', message, line: start });
  return entries.block({ start, end: unclosed.line });
}

function closingLine(lines: MarkdownLines, start: number): number | undefined {
  for (let line = start + 1; line < lines.count; line += 1) {
    const code = lines.codeOf(line);
    if (code !== HYPHEN && code !== DOT) continue;
    const text = lines.at(line);
    if (text === '---' || text === '...') return line;
  }
  return undefined;
}
