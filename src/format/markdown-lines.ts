import { NumberList } from './number-list.ts';

const TAB = 9;
const LINE_FEED = 10;
const SPACE = 32;
const GREATER = 62;
const DELETE = 127;

/**
 * A text as lines, each known by where it begins and by its mark: the character behind the blanks and signs of quotes
 * at its beginning. Most lines can be told by their mark, which is much cheaper than cutting them out. Numbers of lines
 * count from 0 here.
 */
export class MarkdownLines {
  readonly text: string;
  /** Of each line where it begins, and the code of its mark. In one list: making two takes longer than filling them. */
  readonly #lines: NumberList;
  /** The first line that is not blank, which several forms of metadata ask for. */
  #firstText: number | undefined;

  constructor(text: string) {
    this.text = text;
    this.#lines = new NumberList(text.length >> 4);
    let start = 0;
    for (;;) {
      const mark = afterQuotes(text, start);
      const code = mark < text.length ? text.charCodeAt(mark) : LINE_FEED;
      this.#lines.push(start);
      this.#lines.push(code === LINE_FEED ? 0 : code);
      // Lines of nothing are many in a hostile file, and a search costs more than a look.
      const end = code === LINE_FEED && mark < text.length ? mark : text.indexOf('\n', mark);
      if (end < 0) return;
      start = end + 1;
    }
  }

  get count(): number {
    return this.#lines.length >> 1;
  }

  /** A line without its line break, nor white space at its end; empty past the end. */
  at(line: number): string {
    if (line >= this.count) return '';
    return this.text.slice(this.startOf(line), this.startOf(line + 1)).trimEnd();
  }

  /** Where a line begins in the text; past the end, the end. */
  startOf(line: number): number {
    return line < this.count ? this.#lines.at(2 * line) : this.text.length;
  }

  /** Where a line's mark stands. */
  markOf(line: number): number {
    return afterQuotes(this.text, this.startOf(line));
  }

  /** The code of a line's mark; `0` where there is nothing but blanks and signs of quotes, and past the end. */
  codeOf(line: number): number {
    return line < this.count ? this.#lines.at(2 * line + 1) : 0;
  }

  /** The text of the lines from one up to another, which is left out. */
  between(from: number, to: number): string {
    return this.text.slice(this.startOf(from), this.startOf(to));
  }

  /** Whether there is nothing but white space on a line. */
  isBlank(line: number): boolean {
    if (isPlain(this.codeOf(line))) return false;
    return this.text.charCodeAt(this.startOf(line)) === LINE_FEED || this.at(line) === '';
  }

  /** Whether a line begins with the sign of a quote. */
  isQuoted(line: number): boolean {
    const { text } = this;
    let at = this.startOf(line);
    while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at += 1;
    const code = text.charCodeAt(at);
    return code === GREATER || (!isPlain(code) && this.at(line).trimStart().startsWith('>'));
  }

  /** The first line from here on that is not blank; the count where all are. */
  nextNonBlank(from: number): number {
    if (from === 0 && this.#firstText !== undefined) return this.#firstText;
    let line = from;
    while (line < this.count && this.isBlank(line)) line += 1;
    if (from === 0) this.#firstText = line;
    return line;
  }
}

/** Whether a character is surely no white space: there is more of that than blanks and tabs. */
export function isPlain(code: number): boolean {
  return code > SPACE && code <= DELETE;
}

function afterQuotes(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== TAB && code !== GREATER) return at;
    at += 1;
  }
}
