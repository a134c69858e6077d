import { randomBytes } from 'node:crypto';
import type { SpecProblem } from '../spec/spec.ts';
import { MutableSpecCollection } from '../spec/spec-collection.ts';
import type { ChangeLog, CommitListener, LogEntry } from './change-log.ts';
import { ReplayWindow } from './replay-window.ts';
import { SpecHistory } from './spec-history.ts';

export interface MemoryLogOptions {
  /** Most changes the window holds. @default 10000 */
  readonly windowChanges?: number;
  /** About how much memory the window may take, in bytes. @default 33554432 (32 MiB) */
  readonly windowBytes?: number;
  /** Most deletions that are remembered. @default 10000 */
  readonly tombstones?: number;
  /** The time in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Hears of what a listener throws; the other listeners and the log go on. */
  readonly onListenerError?: (error: unknown) => void;
}

/** A log in this process's memory: it begins anew, with another epoch, when the process does. */
export function createMemoryLog(options: MemoryLogOptions = {}): ChangeLog {
  const {
    windowChanges = 10_000,
    windowBytes = 32 * 1024 * 1024,
    tombstones = 10_000,
    now = Date.now,
    onListenerError,
  } = options;
  const epoch = BigInt(`0x${randomBytes(8).toString('hex')}`).toString(36);
  const specs = new MutableSpecCollection();
  const window = new ReplayWindow({ maxChanges: windowChanges, maxBytes: windowBytes });
  const history = new SpecHistory({ maxTombstones: tombstones });
  const listeners = new Set<CommitListener>();
  let head = 0;
  let looseProblems: readonly SpecProblem[] = [];

  return {
    epoch,
    specs,
    get head() {
      return head;
    },
    get looseProblems() {
      return looseProblems;
    },
    get size() {
      return { changes: window.size, bytes: window.bytes, tombstones: history.tombstones };
    },

    seed(changes, problems) {
      looseProblems = problems;
      for (const change of changes) specs.apply(change);
    },

    append(changes, problems) {
      looseProblems = problems;
      if (changes.length === 0) return;
      const timestampMs = now();
      const entries = changes.map((change, at): LogEntry => ({
        change,
        position: head + at + 1,
        timestampMs,
      }));
      head += entries.length;
      for (const entry of entries) {
        specs.apply(entry.change);
        history.note(entry);
        window.push(entry);
      }
      for (const listener of listeners) {
        try {
          listener(entries);
        } catch (error) {
          onListenerError?.(error);
        }
      }
    },

    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    window: (after, to = head) => window.between(after, to),
    conflatedSince: (after, through = after) => history.since(after, through, specs),

    async [Symbol.asyncDispose]() {
      listeners.clear();
    },
  };
}
