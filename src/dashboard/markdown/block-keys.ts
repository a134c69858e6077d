import { diffBlocks } from './block-diff.ts';
import { keyOf } from './block-marks.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** The blocks of a body, each with a key that it keeps while others come and go around it. */
export interface KeyedBlocks {
  readonly nodes: readonly MarkdownNode[];
  readonly keys: readonly number[];
  /** The lowest key that no block has had yet. */
  readonly unused: number;
}

export function firstKeys(nodes: readonly MarkdownNode[]): KeyedBlocks {
  return { nodes, keys: nodes.map((_, at) => at), unused: nodes.length };
}

/**
 * The keys after an edit: what is the same keeps its key, and what took the place of another takes over the key of that.
 * So whoever reads further down is not moved, and what has the focus keeps it.
 */
export function keysAfter(before: KeyedBlocks, nodes: readonly MarkdownNode[]): KeyedBlocks {
  const { marks } = diffBlocks(before.nodes.map(keyOf), nodes.map(keyOf));
  let { unused } = before;
  let next = 0;
  const keys = marks.map(({ status, removedBefore }) => {
    if (status === 'added') return unused++;
    next += removedBefore;
    return before.keys[next++] ?? unused++;
  });
  return { nodes, keys, unused };
}
