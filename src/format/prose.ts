import { BACKTICK, closes, fenceOn, TILDE, type Fence } from './fence.ts';
import { isPlain, type MarkdownLines } from './markdown-lines.ts';

const LESS = 60;

/** The lines from one up to another that a reader sees as text: those in fenced code and in comments are left out. */
export class Prose {
  readonly #lines: MarkdownLines;
  readonly #to: number;
  #line: number;
  #opening: Fence | undefined;

  constructor(lines: MarkdownLines, from = 0, to = lines.count) {
    this.#lines = lines;
    this.#line = from;
    this.#to = to;
  }

  /** The number of the next such line; `-1` when there is none. */
  next(): number {
    const lines = this.#lines;
    while (this.#line < this.#to) {
      const line = this.#line;
      this.#line += 1;
      const code = lines.codeOf(line);
      if (this.#opening === undefined && (isPlain(code) ? !canOpen(code) : code === 0)) return line;
      if (this.#opening?.quoted && !lines.isQuoted(line)) this.#opening = undefined;
      const fence = fenceOn(lines, line);
      if (this.#opening) {
        if (fence && closes(fence, this.#opening)) this.#opening = undefined;
      } else if (fence) {
        this.#opening = fence;
      } else if (opensComment(lines, line)) {
        this.#line = this.#behindComment(line);
      } else {
        return line;
      }
    }
    return -1;
  }

  /** Behind the line on which the comment that this one opens is closed. */
  #behindComment(opening: number): number {
    const lines = this.#lines;
    const end = lines.text.indexOf('-->', lines.startOf(opening));
    if (end < 0) return this.#to;
    let line = opening;
    while (lines.startOf(line + 1) <= end) line += 1;
    return line + 1;
  }
}

/** Whether a line with this mark may open a block of code or a comment; most lines may not. */
function canOpen(code: number): boolean {
  return code === LESS || code === BACKTICK || code === TILDE;
}

function opensComment(lines: MarkdownLines, line: number): boolean {
  const code = lines.codeOf(line);
  if (code === LESS) return lines.text.startsWith('<!--', lines.markOf(line)) && !lines.isQuoted(line);
  if (isPlain(code) || code === 0 || lines.startOf(line + 1) - lines.startOf(line) < 5) return false;
  return lines.at(line).trimStart().startsWith('<!--');
}
