import type { SpecProblem } from '../spec/spec.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import type { SpecCollection } from '../spec/spec-collection.ts';

/** A change with its place in the log. */
export interface LogEntry {
  readonly change: SpecChange;
  /** Counts up by one for each change, from 1. */
  readonly position: number;
  /** When it was committed, in milliseconds since 1970; may have a fraction. */
  readonly timestampMs: number;
}

/** How much of the past a log holds. */
interface LogSize {
  /** Entries in the window. */
  readonly changes: number;
  /** About how much memory they take. */
  readonly bytes: number;
  /** Deletions that are remembered. */
  readonly tombstones: number;
}

/** Hears of each commit, with its entries, after the log's own state has moved on. */
export type CommitListener = (entries: readonly LogEntry[]) => void;

/**
 * Hears that the state was replaced by one that was read afresh. It is the same log with `after`, the head before: what
 * came behind that was told nobody. Without, it is another log, with another epoch: no position of the one before counts.
 */
export type ReplacementListener = (after: number | undefined) => void;

/**
 * What happened to the specs, in one order, and how to carry on from any place in it. Holds the recent changes as
 * they happened (the window), and of older ones what is needed to catch up: each spec's last change and a
 * tombstone for each that is gone.
 */
export interface ChangeLog extends AsyncDisposable {
  /** Whether others commit to it, so that a position beyond the head may be one that is not known here yet. */
  readonly isReplica: boolean;
  /** Identifies this log; positions of another say nothing here. Another than before once `onReplaced` says so. */
  readonly epoch: string;
  /** The position of the newest change; `0` before the first. */
  readonly head: number;
  /** The specs as they are at the head. */
  readonly specs: SpecCollection;
  /** Problems of files that belong to no spec. */
  readonly looseProblems: readonly SpecProblem[];
  readonly size: LogSize;
  /** Listens until the returned function is called. */
  onCommit(listener: CommitListener): () => void;
  /** Listens until the returned function is called; a log that is held nowhere else is never replaced. */
  onReplaced(listener: ReplacementListener): () => void;
  /** Listens, until the returned function is called, for the head of a replica to be found the newest there is. */
  onConfirmed(listener: () => void): () => void;
  /** The changes in `(after, to]` as they happened; `undefined` where the window no longer holds all of them. */
  window(after: number, to?: number): readonly LogEntry[] | undefined;
  /**
   * One entry for each spec that changed in `(after, head]`, ordered by position: what a subscriber at `after` lacks,
   * when the window no longer tells how it came about. `undefined` where a deletion may have been forgotten.
   * One that was told some of what happened in `(after, through]` may know each spec that was there in between:
   * such a spec is told as updated or deleted, never passed over.
   */
  conflatedSince(after: number, through?: number): LogEntry[] | undefined;
}

/** A log that this process alone writes to. */
export interface LocalLog extends ChangeLog {
  /** Adds to what the specs are before anything is told of them: no change is committed by it. */
  seed(changes: readonly SpecChange[], looseProblems: readonly SpecProblem[]): void;
  /** Commits changes together and tells the listeners; loose problems replace those there were. */
  append(changes: readonly SpecChange[], looseProblems: readonly SpecProblem[]): void;
}
