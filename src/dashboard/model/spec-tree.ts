import type { LiveSpec } from '../../client/live-specs.ts';
import { parentIdOf } from '../../spec/spec-id.ts';
import { addProgress, NO_PROGRESS, ownProgress, type Progress } from './progress.ts';

/** A spec among the others. */
export interface TreeNode {
  readonly spec: LiveSpec;
  /** The nearest one above that exists; `null` for a root. */
  readonly parent: TreeNode | null;
  /** In ID order. */
  readonly children: readonly TreeNode[];
  /** 0 for a root. */
  readonly depth: number;
  /** Of the leaves below, or its own where it has nothing below. */
  readonly progress: Progress;
}

export interface SpecTree {
  readonly roots: readonly TreeNode[];
  readonly nodes: ReadonlyMap<string, TreeNode>;
}

type Growing = { -readonly [K in keyof TreeNode]: TreeNode[K] } & { children: TreeNode[] };

/** @param specs by ID, parents before their children, as ID order has them */
export function buildTree(specs: ReadonlyMap<string, LiveSpec>): SpecTree {
  const nodes = new Map<string, Growing>();
  const roots: Growing[] = [];
  for (const [id, spec] of specs) {
    const parent = nearestAbove(id, nodes);
    const node: Growing = {
      spec,
      parent,
      children: [],
      depth: parent ? parent.depth + 1 : 0,
      progress: NO_PROGRESS,
    };
    nodes.set(id, node);
    (parent?.children ?? roots).push(node);
  }
  // From the last to the first, so that each has all that is below it by then.
  for (const node of [...nodes.values()].toReversed()) {
    if (node.children.length === 0) node.progress = ownProgress(node.spec);
    const parent = node.parent as Growing | null;
    if (parent) parent.progress = addProgress(parent.progress, node.progress);
  }
  return { roots, nodes };
}

function nearestAbove(id: string, nodes: ReadonlyMap<string, Growing>): Growing | null {
  for (let above = parentIdOf(id); above !== null; above = parentIdOf(above)) {
    const node = nodes.get(above);
    if (node) return node;
  }
  return null;
}

/** From the root down, without the node itself. */
export function ancestorsOf(node: TreeNode): TreeNode[] {
  const above: TreeNode[] = [];
  for (let at = node.parent; at; at = at.parent) above.unshift(at);
  return above;
}
