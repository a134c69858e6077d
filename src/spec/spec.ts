/** The four urgencies that are told apart, most urgent first. */
export const PRIORITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

export type SpecPriority = (typeof PRIORITIES)[number];

/** A metadata value as the file has it: text, a list, a nested block, or nothing after the key. */
export type MetadataValue =
  | string
  | null
  | readonly MetadataValue[]
  | { readonly [key: string]: MetadataValue };

export type Metadata = { readonly [key: string]: MetadataValue };

/** A fault in a file that does not stop the server. */
export interface SpecProblem {
  /** Upper snake case, one of {@link PROBLEM_CODES}; other formats may bring their own. */
  readonly code: string;
  readonly message: string;
  /** Relative to the watched folder, with `/`. */
  readonly path: string;
  /** 1-based; `null` where no line is at fault. */
  readonly line: number | null;
  /** The IDs of other specs whose being there, or not, it tells of; absent where it tells of its own file alone. */
  readonly others?: readonly string[];
}

/** Every code this package reports, with what it means. */
export const PROBLEM_CODES = {
  MALFORMED_METADATA: 'The metadata is no valid YAML, or unclosed; it was read line by line.',
  DUPLICATE_KEY: 'A metadata key stands twice; the first counts.',
  INVALID_VALUE: 'A known field holds a value that its type does not allow.',
  MISSING_TITLE: 'The file has neither a title field nor a first-level heading.',
  ID_MISMATCH: 'The file declares another ID than its path gives.',
  PARENT_MISMATCH: 'The file declares another parent than its ID gives.',
  UNKNOWN_PARENT: 'No spec has the ID of the parent.',
  UNKNOWN_DEPENDENCY: 'No spec has the ID of a dependency.',
  CHILDREN_MISMATCH: 'The declared children are not the specs found below this one.',
  DUPLICATE_ID: 'Another file already gives a spec of this ID.',
  EMPTY_FILE: 'The file is empty; what it held before stays.',
  NOT_TEXT: 'The file is not UTF-8 text; what it held before stays.',
  FILE_TOO_LARGE: 'The file is larger than the limit; what it held before stays.',
  UNREADABLE_FILE: 'The file cannot be read; what it held before stays.',
  LINK_OUTSIDE_FOLDER: 'A symbolic link leads out of the watched folder and is not followed.',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** GFM task-list items. */
export interface Checklist {
  readonly total: number;
  readonly done: number;
}

/** One spec, immutable: a change makes a new object. */
export interface Spec {
  readonly id: string;
  readonly title: string;
  /** Lower case and hyphenated. */
  readonly type: string;
  /** Lower case and hyphenated; `null` where absent. */
  readonly status: string | null;
  readonly priority: SpecPriority | null;
  /** The ID that the parent has or would have; `null` at the root. */
  readonly parentId: string | null;
  readonly dependencyIds: readonly string[];
  readonly tags: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly created: string | null;
  /** `YYYY-MM-DD`. */
  readonly updated: string | null;
  /** Relative to the watched folder, with `/`. */
  readonly path: string;
  /** A digest of the file's bytes. */
  readonly revision: string;
  /** The file's modification time when this revision was read, in milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** As the file has it, keys and values untouched. */
  readonly metadata: Metadata;
  /** The Markdown after the metadata. */
  readonly body: string;
  readonly checklist: Checklist;
  readonly problems: readonly SpecProblem[];
}
