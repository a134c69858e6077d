import type { Spec, SpecProblem } from './spec.ts';

/**
 * How a spec came by its ID, strongest first: its path gives it, the file declares it, or neither did and
 * something stands in. Of two files with one ID the stronger claim wins, then byte order of the path.
 */
export const ID_CLAIMS = ['path', 'declared', 'fallback'] as const;

export type IdClaim = (typeof ID_CLAIMS)[number];

/** One spec as its own file has it, before it is seen among the others. */
export interface ParsedSpec {
  /** Its `problems` are those that the file alone shows. */
  readonly spec: Spec;
  readonly claim: IdClaim;
  /** The `children` that the file declares, only ever checked; empty where there is no such list. */
  readonly declaredChildren: readonly string[];
  /** The 1-based line on which a field (by its name) stands, for problems found later. */
  readonly lines: ReadonlyMap<string, number>;
}

/** What one look at a path found. A file may hold no spec, one or several. */
export type FileReading =
  | {
      readonly kind: 'parsed';
      readonly path: string;
      readonly specs: readonly ParsedSpec[];
      /** Problems of the file that belong to none of its specs. */
      readonly problems: readonly SpecProblem[];
    }
  /** Nothing usable (empty, not text, too large, unreadable): the last good specs stay, with these problems. */
  | { readonly kind: 'faulty'; readonly path: string; readonly problems: readonly SpecProblem[] }
  | { readonly kind: 'gone'; readonly path: string };
