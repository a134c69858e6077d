import type { MarkdownLines } from './markdown-lines.ts';
import { proseIn, type ProseLine } from './prose.ts';

/** A heading and where it stands, from 0. */
export interface Heading {
  readonly line: number;
  readonly level: number;
  readonly text: string;
}

const known = new WeakMap<MarkdownLines, readonly Heading[]>();

/** The headings in order: those with `#`, and first-level ones that are underlined with `=`. */
export function headingsIn(lines: MarkdownLines): readonly Heading[] {
  // Each form of metadata asks for them, and finding them is most of the work on a file.
  let headings = known.get(lines);
  if (!headings) {
    headings = [...findHeadings(lines)];
    known.set(lines, headings);
  }
  return headings;
}

function* findHeadings(lines: MarkdownLines): Generator<Heading, void, undefined> {
  let above: ProseLine | undefined;
  for (const prose of proseIn(lines)) {
    const level = levelOf(prose.text);
    if (level > 0) {
      yield { line: prose.line, level, text: withoutMarks(prose.text) };
    } else if (above?.line === prose.line - 1 && isUnderline(prose.text) && /^ {0,3}\w/.test(above.text)) {
      yield { line: above.line, level: 1, text: above.text.trim() };
    }
    above = level > 0 ? undefined : prose;
  }
}

function levelOf(line: string): number {
  return line.includes('#') ? (/^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)?.[1]?.length ?? 0) : 0;
}

function isUnderline(line: string): boolean {
  return line.includes('=') && /^ {0,3}=+$/.test(line);
}

/** `## Title ##` → `Title`. */
function withoutMarks(line: string): string {
  return line
    .trim()
    .replace(/^#+/, '')
    .replace(/(?:^|[ \t])#+$/, '')
    .trim();
}
