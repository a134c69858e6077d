import type { LocalLog, LogEntry } from './change-log.ts';
import { newEpoch } from './epoch.ts';
import { LogState, type LogStateOptions } from './log-state.ts';

export interface MemoryLogOptions extends LogStateOptions {
  /** The time in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** A log in this process's memory: it begins anew, with another epoch, when the process does. */
export function createMemoryLog(options: MemoryLogOptions = {}): LocalLog {
  return new MemoryLog(options);
}

class MemoryLog extends LogState implements LocalLog {
  override readonly isReplica = false;
  readonly #now: () => number;

  constructor(options: MemoryLogOptions) {
    super(newEpoch(), options);
    this.#now = options.now ?? Date.now;
  }

  append(...[changes, looseProblems]: Parameters<LocalLog['append']>): void {
    const { head } = this;
    const timestampMs = changes.length > 0 ? this.#now() : 0;
    const entries = changes.map((change, at): LogEntry => ({ change, position: head + at + 1, timestampMs }));
    this.commit(entries, looseProblems);
  }
}
