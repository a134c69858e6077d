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
