import type { LogEntry } from './change-log.ts';
import type { Spec } from '../spec/spec.ts';

/** The newest entries of a log, without a gap, within a number and a size. */
export class ReplayWindow {
  readonly #limits: { readonly maxChanges: number; readonly maxBytes: number };
  #entries: (LogEntry | undefined)[] = [];
  /** Entries in front of this place have been let go; the array is cut when they are half of it. */
  #start = 0;
  #bytes = 0;

  constructor(limits: { readonly maxChanges: number; readonly maxBytes: number }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.length - this.#start;
  }

  /** About how much memory the entries take. */
  get bytes(): number {
    return this.#bytes;
  }

  push(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    while (this.size > this.#limits.maxChanges || (this.#bytes > this.#limits.maxBytes && this.size > 0)) {
      this.#bytes -= sizeOf(this.#entries[this.#start]!);
      // At once, not only when the array is cut: what is left of a few large specs may be much.
      this.#entries[this.#start] = undefined;
      this.#start += 1;
    }
    if (this.#start > 1024 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }

  /** The entries in `(after, to]`; `undefined` where not all of them are held. */
  between(after: number, to: number): readonly LogEntry[] | undefined {
    if (after >= to) return [];
    const first = this.#entries[this.#start];
    if (!first || first.position > after + 1) return undefined;
    const offset = this.#start - first.position;
    return this.#entries.slice(after + 1 + offset, to + 1 + offset) as LogEntry[];
  }
}

/** Text takes up to two bytes a character; what is left is about a kilobyte of objects. */
function sizeOf({ change }: LogEntry): number {
  switch (change.kind) {
    case 'created':
      return 1024 + textOf(change.after);
    case 'updated':
      return 1024 + textOf(change.after) + textOf(change.before);
    case 'deleted':
      return 1024 + textOf(change.before);
  }
}

function textOf(spec: Spec | null): number {
  return spec ? 2 * spec.body.length : 0;
}
