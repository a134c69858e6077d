import type { MarkdownLines } from './markdown-lines.ts';

export const BACKTICK = 96;
export const TILDE = 126;

/** A fence that opens or closes a block of code. */
export interface Fence {
  /** The code of its sign, and how often that stands there. */
  readonly sign: number;
  readonly length: number;
  /** What stands behind it. */
  readonly info: string;
  /** Whether it stands in a block quote, with which its block ends. */
  readonly quoted: boolean;
}

/** The fence on a line, if there is one, CommonMark 0.31 section 4.5; at any depth of lists and block quotes. */
export function fenceOn(lines: MarkdownLines, line: number): Fence | undefined {
  const sign = lines.codeOf(line);
  if (sign !== BACKTICK && sign !== TILDE) return undefined;
  const { text } = lines;
  const start = lines.markOf(line);
  let end = start;
  while (text.charCodeAt(end) === sign) end += 1;
  if (end - start < 3) return undefined;
  const info = text.slice(end, lines.startOf(line + 1)).trim();
  if (sign === BACKTICK && info.includes('`')) return undefined;
  return { sign, length: end - start, info, quoted: lines.isQuoted(line) };
}

/** Whether a fence closes the block that another opened. */
export function closes(fence: Fence, opening: Fence): boolean {
  return fence.info === '' && fence.sign === opening.sign && fence.length >= opening.length;
}
