/** A text as lines, each known by where it begins. Numbers of lines count from 0 here. */
export class MarkdownLines {
  readonly text: string;
  readonly #starts: number[] = [];

  constructor(text: string) {
    this.text = text;
    let start = 0;
    while (start <= text.length) {
      this.#starts.push(start);
      const end = text.indexOf('\n', start);
      if (end < 0) break;
      start = end + 1;
    }
  }

  get count(): number {
    return this.#starts.length;
  }

  /** A line without its line break, nor white space at its end; empty past the end. */
  at(line: number): string {
    const start = this.#starts[line];
    if (start === undefined) return '';
    return this.text.slice(start, this.#starts[line + 1] ?? this.text.length).trimEnd();
  }

  /** The text of the lines from one up to another, which is left out. */
  between(from: number, to: number): string {
    return this.text.slice(this.#starts[from] ?? this.text.length, this.#starts[to] ?? this.text.length);
  }

  /** The first line from here on that is not blank; the count where all are. */
  nextNonBlank(from: number): number {
    let line = from;
    while (line < this.count && this.at(line) === '') line += 1;
    return line;
  }
}

/** A fence that opens or closes a block of code: its mark, and what stands behind it. */
export interface Fence {
  readonly mark: string;
  readonly info: string;
}

/** The fence on a line, if there is one, CommonMark 0.31 section 4.5; also within a block quote. */
export function fenceOn(line: string): Fence | undefined {
  const match = /^[ >]*(`{3,}|~{3,})(.*)$/.exec(line);
  if (!match) return undefined;
  const [, mark = '', info = ''] = match;
  return mark.startsWith('`') && info.includes('`') ? undefined : { mark, info: info.trim() };
}

/** Whether a fence closes the block that another opened. */
export function closes(fence: Fence, opening: Fence): boolean {
  return fence.info === '' && fence.mark[0] === opening.mark[0] && fence.mark.length >= opening.mark.length;
}

/** A heading and where it stands. */
export interface Heading {
  readonly line: number;
  readonly level: number;
  readonly text: string;
}

/** The ATX headings from a line on, in order, those in code left out. */
export function* headingsIn(lines: MarkdownLines, from = 0): Generator<Heading, void, undefined> {
  let opening: Fence | undefined;
  for (let line = from; line < lines.count; line += 1) {
    const text = lines.at(line);
    const fence = fenceOn(text);
    if (opening) {
      if (fence && closes(fence, opening)) opening = undefined;
      continue;
    }
    if (fence) {
      opening = fence;
      continue;
    }
    if (!text.startsWith('#')) continue;
    const level = text.length - text.replace(/^#{1,6}/, '').length;
    const rest = text.slice(level);
    if (rest !== '' && !/^[ \t]/.test(rest)) continue;
    yield {
      line,
      level,
      text: rest
        .trim()
        .replace(/[ \t]#+$/, '')
        .trim(),
    };
  }
}
