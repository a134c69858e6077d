import { diffArrays } from 'diff';
import { MAX_BLOCK_EDITS } from './limits.ts';

/** What became of a block since the text before. */
export interface BlockMark {
  /** `changed` took the place of another block, `added` did not. */
  readonly status: 'same' | 'added' | 'changed';
  /** How many blocks stood right before it and are gone. */
  readonly removedBefore: number;
}

/** What became of each block of a text, and how many are gone from its end. */
export interface BlockDiff {
  readonly marks: readonly BlockMark[];
  readonly removedAtEnd: number;
}

/** Compares two texts, block by block; equal strings are equal blocks. */
export function diffBlocks(before: readonly string[], after: readonly string[]): BlockDiff {
  const changes = diffArrays([...before], [...after], { maxEditLength: MAX_BLOCK_EDITS });
  if (!changes) return roughDiff(before, after);
  const marks: BlockMark[] = [];
  let removed = 0;
  for (const change of changes) {
    if (change.removed) {
      removed += change.count;
      continue;
    }
    for (const _ of change.value) {
      const isReplacement = change.added && removed > 0;
      const status = isReplacement ? 'changed' : change.added ? 'added' : 'same';
      marks.push({ status, removedBefore: change.added ? 0 : removed });
      removed = isReplacement ? removed - 1 : change.added ? removed : 0;
    }
  }
  return { marks, removedAtEnd: removed };
}

function roughDiff(before: readonly string[], after: readonly string[]): BlockDiff {
  const known = new Set(before);
  const marks = after.map((key): BlockMark => ({
    status: known.has(key) ? 'same' : 'changed',
    removedBefore: 0,
  }));
  return { marks, removedAtEnd: 0 };
}
