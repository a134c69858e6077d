import type { FileReading } from '../spec/parsed-file.ts';

/** A file as it was read. */
export interface SpecFile {
  /** Relative to the watched folder, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** A digest of the bytes. */
  readonly revision: string;
  /** In milliseconds since 1970. */
  readonly modifiedAtMs: number;
}

/**
 * A way of writing specs down. Pure: no file is opened, no clock is read, nothing throws; whatever is wrong comes
 * back as problems. A file may hold several specs, or none.
 */
export interface SpecFormat {
  readonly name: string;
  /** Whether a path can hold specs, decided without reading it. Relative to the watched folder, with `/`. */
  matches(path: string): boolean;
  /** The specs in a file; `faulty` where it holds nothing usable. */
  parse(file: SpecFile): Exclude<FileReading, { kind: 'gone' }>;
  /**
   * Whether the text looks as if its writer had not finished (empty, an unclosed block), so that it is worth
   * another look before anything is said. A guess: the file is taken as it is when it stays so.
   */
  looksUnfinished(bytes: Uint8Array): boolean;
}
