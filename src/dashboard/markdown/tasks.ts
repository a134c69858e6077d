import type { MarkdownNode } from './markdown-tree.ts';

/** An item of a task list: whether it is done, and what it says. */
export interface Task {
  readonly isDone: boolean;
  readonly children: readonly MarkdownNode[];
}

/** The task that an item of a list is, GFM section 5.3: `- [x] Done`; `undefined` for any other item. */
export function taskOf(item: MarkdownNode): Task | undefined {
  const [paragraph, ...others] = item.children;
  const [first, ...rest] = paragraph?.children ?? [];
  if (paragraph?.type !== 'paragraph' || first?.type !== 'text') return undefined;
  const box = /^\[([ xX])\](?=\s|$)/.exec(first.token.content);
  if (!box || (box[0] === first.token.content && rest.length === 0)) return undefined;
  return { isDone: box[1] !== ' ', children: [withText(paragraph, first, box[0].length, rest), ...others] };
}

function withText(
  paragraph: MarkdownNode,
  first: MarkdownNode,
  from: number,
  rest: readonly MarkdownNode[],
): MarkdownNode {
  const token = Object.assign(Object.create(Object.getPrototypeOf(first.token)), first.token, {
    content: first.token.content.slice(from),
  });
  return { ...paragraph, children: [{ ...first, token }, ...rest] };
}
