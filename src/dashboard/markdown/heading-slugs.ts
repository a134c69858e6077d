import { textOf, type MarkdownNode } from './markdown-tree.ts';

/** A heading's text as GitHub writes it in links: `Acceptance criteria!` → `acceptance-criteria`. */
function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** A name for each heading, at any depth; a text that stands there twice is numbered from its second time on. */
export function headingSlugs(nodes: readonly MarkdownNode[]): ReadonlyMap<MarkdownNode, string> {
  const slugs = new Map<MarkdownNode, string>();
  const taken = new Set<string>();
  const nextNumber = new Map<string, number>();
  const visit = (node: MarkdownNode): void => {
    if (node.type !== 'heading') return node.children.forEach(visit);
    const wanted = slugOf(textOf(node)) || 'section';
    let slug = wanted;
    let number = nextNumber.get(wanted) ?? 1;
    while (taken.has(slug)) {
      slug = `${wanted}-${number}`;
      number += 1;
    }
    nextNumber.set(wanted, number);
    taken.add(slug);
    slugs.set(node, slug);
  };
  nodes.forEach(visit);
  return slugs;
}
