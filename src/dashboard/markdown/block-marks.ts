import { diffBlocks, type BlockMark } from './block-diff.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** What became of each block of a body; blocks that are the same have no mark. */
export interface BlockMarks {
  readonly marks: ReadonlyMap<MarkdownNode, BlockMark>;
  readonly removedAtEnd: number;
}

/** The marks of a body that has nothing to be compared with. */
export const NO_MARKS: BlockMarks = { marks: new Map(), removedAtEnd: 0 };

/** What changed from one body to the next. A ticked task marks its item only: items count as blocks of their own. */
export function markBlocks(before: readonly MarkdownNode[], after: readonly MarkdownNode[]): BlockMarks {
  const blocks = blocksOf(after);
  const diff = diffBlocks(blocksOf(before).map(keyOf), blocks.map(keyOf));
  const marks = new Map<MarkdownNode, BlockMark>();
  for (const [at, mark] of diff.marks.entries()) {
    if (mark.status !== 'same' || mark.removedBefore > 0) marks.set(blocks[at]!, mark);
  }
  return { marks, removedAtEnd: diff.removedAtEnd };
}

const PARTED: ReadonlySet<string> = new Set(['bullet_list', 'ordered_list', 'footnote_block']);

function blocksOf(nodes: readonly MarkdownNode[]): readonly MarkdownNode[] {
  return nodes.flatMap((node) => (PARTED.has(node.type) ? node.children : node));
}

/** A text that is equal for two blocks if a reader sees the same; the target of a link counts, its spelling not. */
export function keyOf(node: MarkdownNode): string {
  return JSON.stringify(shapeOf(node));
}

function shapeOf({ type, token, children }: MarkdownNode): unknown[] {
  return [type, token.tag, token.attrs, token.info, token.content, ...children.map(shapeOf)];
}
