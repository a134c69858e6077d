import type { KnownFiles } from './known-files.ts';
import type { Taken } from './look.ts';
import { isFolderKey } from './settle-key.ts';
import type { SettleQueue } from './settle.ts';

/** What is known, and what is still to be looked at. */
export interface MovesOptions {
  readonly known: KnownFiles;
  readonly queue: SettleQueue;
}

/** A batch in the making. */
export interface MovesBatch {
  readonly taken: ReadonlyMap<string, Taken>;
  /** Known paths that are missing now, or were when last looked at. */
  readonly missing: Iterable<string>;
  /** Whether something may still turn up, so that more of what vanished may prove to be moved. */
  readonly isAwaiting: boolean;
}

/** Whether something may still turn up that a vanished file has become. */
export function isAwaitingAppearance({ known, queue }: MovesOptions): boolean {
  for (const key of queue.keys()) if (isFolderKey(key) || !known.has(key)) return true;
  return false;
}

/**
 * The known paths whose files may have moved to what was taken: if they are gone, then in the same batch, for a
 * move is not to be torn apart.
 */
export function findMoveOrigins({ known, queue }: MovesOptions, batch: MovesBatch): Set<string> {
  const { taken, missing, isAwaiting } = batch;
  const origins = new Set<string>();
  let hasAppeared = false;
  for (const [path, { reading }] of taken) {
    hasAppeared ||= !known.has(path);
    if (reading.kind !== 'parsed') continue;
    for (const { spec } of reading.specs) {
      for (const other of known.pathsOfId(spec.id)) if (!taken.has(other)) origins.add(other);
    }
  }
  // While more may appear, what is missing waits for it: its new path may not have settled yet.
  if (hasAppeared && !isAwaiting) {
    for (const path of missing) origins.add(path);
    for (const key of queue.keys()) if (known.has(key)) origins.add(key);
  }
  return origins;
}
