import type { SpecTree, TreeNode } from './spec-tree.ts';

/** One line of the list. */
export interface Row {
  readonly node: TreeNode;
  /** Of its siblings that are shown: its place, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  /** `null` where there is nothing below it to show. */
  readonly isExpanded: boolean | null;
  /** Whether it is there only for what is below it. */
  readonly isContext: boolean;
}

export interface RowsOptions {
  /** What the reader has opened and closed by hand. */
  readonly choices: ReadonlyMap<string, boolean>;
  /** What matches the filter; `null` without one. */
  readonly matching: ReadonlySet<string> | null;
}

/** In trees that are not larger all roots are open at first. */
const SMALL_TREE = 200;

/** The lines from top to bottom. With a filter, what matches is shown with all above it, which is open. */
export function visibleRows(tree: SpecTree, { choices, matching }: RowsOptions): readonly Row[] {
  const shown = matching ? withAncestors(tree, matching) : null;
  const isSmall = tree.nodes.size <= SMALL_TREE;
  const rows: Row[] = [];
  const add = (siblings: readonly TreeNode[]): void => {
    const some = shown ? siblings.filter(({ spec }) => shown.has(spec.id)) : siblings;
    for (const [at, node] of some.entries()) {
      const { id } = node.spec;
      const hasBelow = shown
        ? node.children.some(({ spec }) => shown.has(spec.id))
        : node.children.length > 0;
      const isOpen = choices.get(id) ?? (shown !== null || (isSmall && node.depth === 0));
      rows.push({
        node,
        place: at + 1,
        siblings: some.length,
        isExpanded: hasBelow ? isOpen : null,
        isContext: matching !== null && !matching.has(id),
      });
      if (hasBelow && isOpen) add(node.children);
    }
  };
  add(tree.roots);
  return rows;
}

function withAncestors(tree: SpecTree, ids: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const id of ids) {
    for (let node = tree.nodes.get(id) ?? null; node && !all.has(node.spec.id); node = node.parent) {
      all.add(node.spec.id);
    }
  }
  return all;
}
