import { randomBytes } from 'node:crypto';

/**
 * Names a commit: the ID of its stream entry, which is the position of its last change and how many commits of problems
 * alone have followed there, and something random. A Redis that has lost commits may give their positions to others;
 * the random part tells them apart.
 */
export interface CommitId {
  /** Of the stream's entry, `position-times`. */
  readonly entryId: string;
  /** All of it as one text. */
  readonly text: string;
}

export function parseCommitId(text: string): CommitId {
  return { entryId: text.split(':')[0]!, text };
}

/**
 * The ID of the commit that comes after another.
 * @param head the position of its last change; that of the commit before where it has none
 */
export function nextCommitId(before: CommitId, head: number): CommitId {
  const { position, times } = partsOf(before);
  return commitIdAt(head === position ? `${head}-${times + 1}` : `${head}-0`);
}

/** A name for a commit whose entry has this ID. */
export function commitIdAt(entryId: string): CommitId {
  return { entryId, text: `${entryId}:${randomBytes(6).toString('base64url')}` };
}

/** Negative, zero or positive as the entry of `a` comes before, at or after that of `b`. */
export function compareEntries(a: CommitId, b: CommitId): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  return one.position - other.position || one.times - other.times;
}

function partsOf({ entryId }: CommitId): { position: number; times: number } {
  const [position = 0, times = 0] = entryId.split('-').map(Number);
  return { position, times };
}
