import type { SpecProblem } from '../spec/spec.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import { MutableSpecCollection } from '../spec/spec-collection.ts';
import type { ChangeLog, CommitListener, LogEntry, ReplacementListener } from './change-log.ts';
import { ReplayWindow } from './replay-window.ts';
import { SpecHistory, type HistoryRecord } from './spec-history.ts';
import type { Spec } from '../spec/spec.ts';

/** How much of the past is held. */
export interface LogStateOptions {
  /** Most changes the window holds. @default 10000 */
  readonly windowChanges?: number;
  /** About how much memory the window may take, in bytes. @default 33554432 (32 MiB) */
  readonly windowBytes?: number;
  /** Most deletions that are remembered. @default 10000 */
  readonly tombstones?: number;
  /** Hears of what a listener throws; the other listeners and the log go on. */
  readonly onListenerError?: (error: unknown) => void;
}

/** A log's state at one position, as something else holds it. */
export interface LogSnapshot {
  readonly epoch: string;
  readonly head: number;
  readonly specs: readonly Spec[];
  readonly looseProblems: readonly SpecProblem[];
  readonly history: HistoryRecord;
}

/** What a log holds in this process's memory, whoever decides what is committed. */
export class LogState implements ChangeLog {
  readonly specs = new MutableSpecCollection();
  #epoch: string;
  #head = 0;
  #looseProblems: readonly SpecProblem[] = [];
  readonly #limits: { readonly maxChanges: number; readonly maxBytes: number };
  #window: ReplayWindow;
  readonly #history: SpecHistory;
  readonly #onListenerError: ((error: unknown) => void) | undefined;
  readonly #commitListeners = new Set<CommitListener>();
  readonly #replacementListeners = new Set<ReplacementListener>();

  constructor(epoch: string, options: LogStateOptions = {}) {
    const { windowChanges = 10_000, windowBytes = 32 * 1024 * 1024, tombstones = 10_000 } = options;
    this.#epoch = epoch;
    this.#limits = { maxChanges: windowChanges, maxBytes: windowBytes };
    this.#window = new ReplayWindow(this.#limits);
    this.#history = new SpecHistory({ maxTombstones: tombstones });
    this.#onListenerError = options.onListenerError;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get head(): number {
    return this.#head;
  }

  get looseProblems(): readonly SpecProblem[] {
    return this.#looseProblems;
  }

  get size(): ChangeLog['size'] {
    return {
      changes: this.#window.size,
      bytes: this.#window.bytes,
      tombstones: this.#history.tombstones,
    };
  }

  /** As `LocalLog.seed`. */
  seed(changes: readonly SpecChange[], looseProblems: readonly SpecProblem[]): void {
    this.#looseProblems = looseProblems;
    for (const change of changes) this.specs.apply(change);
  }

  /** Takes in what was committed, the first behind the head, and tells the listeners; nothing is told of no entries. */
  commit(entries: readonly LogEntry[], looseProblems: readonly SpecProblem[]): void {
    this.#looseProblems = looseProblems;
    if (entries.length === 0) return;
    this.#head += entries.length;
    for (const entry of entries) {
      this.specs.apply(entry.change);
      this.#history.note(entry);
      this.#window.push(entry);
    }
    for (const listener of this.#commitListeners) this.#tell(() => listener(entries));
  }

  /** What `commit` would make of the past of the specs that change, while nothing is changed. */
  previewHistory(entries: readonly LogEntry[]): HistoryRecord['pasts'] {
    return this.#history.preview(entries);
  }

  /** Becomes what the snapshot says, in place, and tells the listeners, but for the very first time. */
  replace({ epoch, head, specs, looseProblems, history }: LogSnapshot, isFirst: boolean): void {
    const after = epoch === this.#epoch ? this.#head : undefined;
    const gone = new Set([...this.specs].map(({ id }) => id));
    for (const spec of specs) {
      gone.delete(spec.id);
      this.specs.set(spec);
    }
    for (const id of gone) this.specs.delete(id);
    this.#epoch = epoch;
    this.#head = head;
    this.#looseProblems = looseProblems;
    this.#window = new ReplayWindow(this.#limits);
    this.#history.replace(history);
    if (isFirst) return;
    for (const listener of this.#replacementListeners) this.#tell(() => listener(after));
  }

  onCommit(listener: CommitListener): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  onReplaced(listener: ReplacementListener): () => void {
    this.#replacementListeners.add(listener);
    return () => this.#replacementListeners.delete(listener);
  }

  window(after: number, to = this.#head): readonly LogEntry[] | undefined {
    return this.#window.between(after, to);
  }

  conflatedSince(after: number, through = after): LogEntry[] | undefined {
    return this.#history.since(after, through, this.specs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#commitListeners.clear();
    this.#replacementListeners.clear();
  }

  #tell(telling: () => void): void {
    try {
      telling();
    } catch (error) {
      this.#onListenerError?.(error);
    }
  }
}
