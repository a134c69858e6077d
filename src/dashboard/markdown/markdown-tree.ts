import type { Token } from 'markdown-it';

/** A block, a mark or a text of Markdown, with what stands in it. */
export interface MarkdownNode {
  /** The parser's word for it, without `_open`: `paragraph`, `link`, `text`. */
  readonly type: string;
  readonly token: Token;
  readonly children: readonly MarkdownNode[];
}

/** What is too much for `treeOf`; reading ends as soon as one is passed. */
export interface TreeLimits {
  readonly maxNodes: number;
  readonly maxNesting: number;
}

/** The parser's flat list of tokens as a tree; `undefined` where it would be larger or deeper than the limits. */
export function treeOf(tokens: readonly Token[], limits: TreeLimits): MarkdownNode[] | undefined {
  const root: MarkdownNode[] = [];
  const above: MarkdownNode[][] = [];
  let siblings = root;
  let count = 0;

  const add = (list: readonly Token[]): boolean => {
    for (const token of list) {
      if (token.nesting < 0) {
        siblings = above.pop() ?? root;
        continue;
      }
      if (token.type === 'inline') {
        if (!add(token.children ?? [])) return false;
        continue;
      }
      count += 1;
      const children: MarkdownNode[] = [];
      siblings.push({ type: token.type.replace(/_open$/, ''), token, children });
      if (token.nesting > 0) {
        above.push(siblings);
        siblings = children;
      }
      if (count > limits.maxNodes || above.length > limits.maxNesting) return false;
    }
    return true;
  };
  return add(tokens) ? root : undefined;
}

/** All text in a node, without marks. */
export function textOf(node: MarkdownNode): string {
  const { type, token } = node;
  if (type === 'softbreak' || type === 'hardbreak') return '\n';
  // An image keeps the tokens of its description to itself.
  if (type === 'image') return (token.children ?? []).map((child) => child.content).join('');
  return token.content + node.children.map(textOf).join('');
}
