import type { MarkdownLines } from '../markdown-lines.ts';
import type { MetadataBlock } from './carrier.ts';
import { isPair } from './loose-lines.ts';
import { readYaml } from './yaml-block.ts';

/** YAML between two lines of `---`, at the top of the file. */
export function frontMatterAtTop(lines: MarkdownLines): MetadataBlock | undefined {
  const start = lines.nextNonBlank(0);
  return lines.at(start) === '---' ? readFrom(lines, start) : undefined;
}

/** The same right below a first-level heading that opens the file. */
export function frontMatterAfterHeading(lines: MarkdownLines): MetadataBlock | undefined {
  const heading = lines.nextNonBlank(0);
  if (!lines.at(heading).startsWith('# ')) return undefined;
  const start = lines.nextNonBlank(heading + 1);
  if (lines.at(start) !== '---') return undefined;
  // Here it may as well be a thematic break: only what looks like metadata is taken for it.
  let first = start + 1;
  while (first < lines.count && (lines.at(first) === '' || lines.at(first).startsWith('#'))) first += 1;
  return isPair(lines.at(first)) ? readFrom(lines, start) : undefined;
}

/** Whether the file begins with a block that is not closed. */
export function isFrontMatterOpen(lines: MarkdownLines): boolean {
  const start = lines.nextNonBlank(0);
  return lines.at(start) === '---' && closingLine(lines, start) === undefined;
}

function readFrom(lines: MarkdownLines, start: number): MetadataBlock {
  const closing = closingLine(lines, start);
  if (closing !== undefined) {
    return readYaml(lines.between(start + 1, closing), start + 1).block(closing + 1);
  }
  const end = endOfUnclosed(lines, start + 1);
  const entries = readYaml(lines.between(start + 1, end), start + 1);
  const message =
    'The block that begins here with `---` is not closed; it is taken to end where the text begins.';
  entries.faults.unshift({ code: 'MALFORMED_METADATA', message, line: start });
  return entries.block(end);
}

function closingLine(lines: MarkdownLines, start: number): number | undefined {
  for (let line = start + 1; line < lines.count; line += 1) {
    const text = lines.at(line);
    if (text === '---' || text === '...') return line;
  }
  return undefined;
}

/** Metadata ends at a blank line behind which no metadata follows, and at a heading below one. */
function endOfUnclosed(lines: MarkdownLines, from: number): number {
  let line = from;
  while (line < lines.count) {
    if (lines.at(line) === '') {
      const next = lines.nextNonBlank(line);
      if (next >= lines.count || !isPair(lines.at(next))) return line;
      line = next;
    } else {
      line += 1;
    }
  }
  return lines.count;
}
