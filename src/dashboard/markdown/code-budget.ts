import {
  MAX_HIGHLIGHTED_CHARS,
  MAX_HIGHLIGHTED_CHARS_OF_BODY,
  MAX_HIGHLIGHTED_LINE_CHARS,
} from './limits.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** The blocks of code that are coloured: each short enough and in short lines, and the first ones up to a bound for the whole body. */
export function colouredBlocks(nodes: readonly MarkdownNode[]): ReadonlySet<MarkdownNode> {
  const coloured = new Set<MarkdownNode>();
  let left = MAX_HIGHLIGHTED_CHARS_OF_BODY;
  const visit = (node: MarkdownNode): void => {
    const { content, info } = node.token;
    const isShort = content.length <= Math.min(left, MAX_HIGHLIGHTED_CHARS);
    if (node.type === 'fence' && info !== '' && isShort && hasShortLines(content)) {
      left -= content.length;
      coloured.add(node);
    }
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return coloured;
}

function hasShortLines(code: string): boolean {
  return code.split('\n').every((line) => line.length <= MAX_HIGHLIGHTED_LINE_CHARS);
}
