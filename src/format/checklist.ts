import type { Checklist } from '../spec/spec.ts';
import type { MarkdownLines } from './markdown-lines.ts';
import { Prose } from './prose.ts';

const TAB = 9;
const SPACE = 32;
const [OPEN, CLOSE] = [91, 93];
const [LOWER_X, UPPER_X] = [120, 88];

/**
 * Counts the task-list items of a Markdown text from a line on, GFM 0.29 section 5.3; those in code and comments do
 * not count.
 */
export function countChecklist(lines: MarkdownLines, from = 0): Checklist {
  let total = 0;
  let done = 0;
  const prose = new Prose(lines, from);
  for (let line = prose.next(); line >= 0; line = prose.next()) {
    const box = boxOn(lines, line);
    if (box === 0) continue;
    total += 1;
    if (box !== SPACE) done += 1;
  }
  return { total, done };
}

/** What stands in the box of a task, as in `- [x] task`; `0` for a line that is none. */
function boxOn(lines: MarkdownLines, line: number): number {
  const { text } = lines;
  const code = lines.codeOf(line);
  if (!isBullet(code) && !isDigit(code)) return 0;
  let at = lines.markOf(line);
  if (isDigit(code)) {
    const start = at;
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (at - start > 9 || (text[at] !== '.' && text[at] !== ')')) return 0;
  }
  at += 1;
  const blanks = at;
  while (isBlank(text.charCodeAt(at))) at += 1;
  if (at === blanks || text.charCodeAt(at) !== OPEN || text.charCodeAt(at + 2) !== CLOSE) return 0;
  const box = text.charCodeAt(at + 1);
  if (box !== SPACE && box !== LOWER_X && box !== UPPER_X) return 0;
  // Any white space may end the line, but only blanks and tabs part the box from the task.
  if (isBlank(text.charCodeAt(at + 3)) || text.slice(at + 3, lines.startOf(line + 1)).trim() === '')
    return box;
  return 0;
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isBullet = (code: number): boolean => code === 42 || code === 43 || code === 45;
