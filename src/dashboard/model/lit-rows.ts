import type { Highlight, Highlights } from './highlights.ts';
import type { SpecTree } from './spec-tree.ts';
import type { Row } from './visible-rows.ts';

/** What a line shows of a change. */
export interface RowLight {
  readonly highlight: Highlight;
  /** The spec that changed: that of the line, or one below it that has no line now. */
  readonly specId: string;
}

/** Which lines are lit: those of the specs that changed, else the nearest above them that has a line. */
export function litRows(
  rows: readonly Row[],
  tree: SpecTree,
  highlights: Highlights,
): ReadonlyMap<string, RowLight> {
  const lights = new Map<string, RowLight>();
  if (highlights.size === 0) return lights;
  const shown = new Set(rows.map(({ node }) => node.spec.id));
  for (const [specId, highlight] of highlights) {
    let node = tree.nodes.get(specId) ?? null;
    while (node && !shown.has(node.spec.id)) node = node.parent;
    if (!node) continue;
    const { id } = node.spec;
    const other = lights.get(id);
    // A line's own change says more than one below it, and a newer one more than an older.
    const isBetter =
      !other || id === specId || (other.specId !== id && highlight.endsAtMs >= other.highlight.endsAtMs);
    if (isBetter) lights.set(id, { highlight, specId });
  }
  return lights;
}
