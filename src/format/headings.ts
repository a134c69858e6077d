import type { MarkdownLines } from './markdown-lines.ts';
import { NumberList } from './number-list.ts';
import { Prose } from './prose.ts';

const SPACE = 32;
const HASH = 35;
const EQUALS = 61;
const MAX_INDENT = 3;
const LEVEL_BITS = 3;
const LEVEL_MASK = 7;

/** The headings of a text in order: those with `#`, and first-level ones that are underlined with `=`. */
export class Headings {
  readonly #lines: MarkdownLines;
  /** The line of each, and its level in the last three bits. */
  readonly #headings = new NumberList(16);

  private constructor(lines: MarkdownLines) {
    this.#lines = lines;
    const prose = new Prose(lines);
    let above = -1;
    for (let line = prose.next(); line >= 0; line = prose.next()) {
      const level = levelOf(lines, line);
      if (level > 0) this.#add(line, level);
      else if (above >= 0 && above === line - 1 && isUnderline(lines, line) && canBeTitle(lines, above)) {
        this.#add(above, 1);
      }
      above = level > 0 ? -1 : line;
    }
  }

  static readonly #known = new WeakMap<MarkdownLines, Headings>();

  static in(lines: MarkdownLines): Headings {
    // Each form of metadata asks for them, and finding them is most of the work on a file.
    let headings = Headings.#known.get(lines);
    if (!headings) {
      headings = new Headings(lines);
      Headings.#known.set(lines, headings);
    }
    return headings;
  }

  get count(): number {
    return this.#headings.length;
  }

  /** The line on which one stands, from 0. */
  lineOf(heading: number): number {
    return this.#headings.at(heading) >>> LEVEL_BITS;
  }

  levelOf(heading: number): number {
    return this.#headings.at(heading) & LEVEL_MASK;
  }

  /** The text of one, without marks; cut out when it is asked for, since few are. */
  textOf(heading: number): string {
    const lines = this.#lines;
    const line = this.lineOf(heading);
    if (isBare(lines, indented(lines, line), lines.startOf(line + 1))) return '';
    const text = lines.at(line);
    return levelOf(lines, line) > 0 ? withoutMarks(text) : text.trim();
  }

  #add(line: number, level: number): void {
    this.#headings.push((line << LEVEL_BITS) | level);
  }
}

function levelOf(lines: MarkdownLines, line: number): number {
  if (lines.codeOf(line) !== HASH) return 0;
  const { text } = lines;
  const start = indented(lines, line);
  let end = start;
  while (text.charCodeAt(end) === HASH) end += 1;
  const level = end - start;
  if (level === 0 || level > 6) return 0;
  // Only blanks and tabs part a heading from its marks, but any white space may end the line.
  const next = text.charCodeAt(end);
  const isParted = next === SPACE || next === 9 || next === 10 || Number.isNaN(next);
  return isParted || text.slice(end, lines.startOf(line + 1)).trim() === '' ? level : 0;
}

/** Tells at a glance most headings that have no text. */
function isBare({ text }: MarkdownLines, start: number, end: number): boolean {
  let at = start;
  while (at < end && text.charCodeAt(at) === HASH) at += 1;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at === end;
}

const isBlank = (code: number): boolean => code === SPACE || (code >= 9 && code <= 13);

function isUnderline(lines: MarkdownLines, line: number): boolean {
  if (lines.codeOf(line) !== EQUALS) return false;
  const { text } = lines;
  const start = indented(lines, line);
  let end = start;
  while (text.charCodeAt(end) === EQUALS) end += 1;
  if (end === start) return false;
  return text.charCodeAt(end) === 10 || text.slice(end, lines.startOf(line + 1)).trim() === '';
}

/** Whether a line may be a heading by what stands below it. */
function canBeTitle(lines: MarkdownLines, line: number): boolean {
  const code = lines.text.charCodeAt(indented(lines, line));
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95;
}

/** Behind the blanks at the beginning of a line, of which a heading has three at most. */
function indented(lines: MarkdownLines, line: number): number {
  const start = lines.startOf(line);
  let at = start;
  while (at - start < MAX_INDENT && lines.text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

/** `## Title ##` → `Title`. */
function withoutMarks(line: string): string {
  return line
    .trim()
    .replace(/^#+/, '')
    .replace(/(?:^|[ \t])#+$/, '')
    .trim();
}
