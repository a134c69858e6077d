import type { Metadata, MetadataValue, ProblemCode } from '../../spec/spec.ts';
import type { MarkdownLines } from '../markdown-lines.ts';

/**
 * Lines of metadata that are read of one block. What a person writes is far below it; what is above would only cost
 * time, for each comparison and each client too.
 */
export const MAX_METADATA_LINES = 5000;

/** A fault in a metadata block, on a line that counts from 0 in the file. */
export interface MetadataFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly line: number;
}

/** The lines from one up to another, which is left out; from 0. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** What a carrier of metadata holds, and the lines of the file that it takes, its heading among them. */
export interface MetadataBlock extends LineRange {
  readonly metadata: Metadata;
  /** The line of each key. */
  readonly lines: ReadonlyMap<string, number>;
  readonly faults: readonly MetadataFault[];
}

/** Finds the metadata of one form in a file; `undefined` where there is none of this form. */
export type Carrier = (lines: MarkdownLines) => MetadataBlock | undefined;

/** Gathers entries; of a key that comes twice the first counts and the second is a fault. */
export class MetadataEntries {
  readonly #entries = new Map<string, MetadataValue>();
  readonly lines = new Map<string, number>();
  readonly faults: MetadataFault[] = [];

  add(key: string, value: MetadataValue, line: number): void {
    if (this.#entries.has(key)) {
      this.noteDuplicate(key, line);
      return;
    }
    this.#entries.set(key, value);
    this.lines.set(key, line);
  }

  noteDuplicate(key: string, line: number): void {
    const message = `The key ${JSON.stringify(key)} stands twice; the first one counts.`;
    this.faults.push({ code: 'DUPLICATE_KEY', message, line });
  }

  /** @param line the first line that is not read any more */
  noteTooLong(rest: string, line: number): void {
    const message = `Expected at most ${MAX_METADATA_LINES} lines of metadata, got more; ${rest}.`;
    this.faults.push({ code: 'MALFORMED_METADATA', message, line });
  }

  get size(): number {
    return this.#entries.size;
  }

  block({ start, end }: LineRange): MetadataBlock {
    // fromEntries defines properties, so that a key such as `__proto__` is a key like any other.
    const metadata = Object.fromEntries(this.#entries);
    return { metadata, lines: this.lines, faults: this.faults, start, end };
  }
}
