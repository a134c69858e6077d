import MarkdownIt from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import { dropComments } from './comments.ts';
import { headingSlugs } from './heading-slugs.ts';
import { MAX_BODY_CHARS, MAX_BODY_LINES, MAX_FOOTNOTES, MAX_NESTING, MAX_NODES } from './limits.ts';
import { treeOf, type MarkdownNode } from './markdown-tree.ts';

/** A body as a tree, or why it is shown as plain text. */
export type ParsedBody =
  | {
      readonly kind: 'tree';
      readonly nodes: readonly MarkdownNode[];
      /** The name of each heading, by which links in the body find it. */
      readonly slugs: ReadonlyMap<MarkdownNode, string>;
    }
  | { readonly kind: 'plain'; readonly reason: 'too long' | 'too complex' };

// HTML stays text. The parser drops what stands deeper than its own limit, so ours, which drops nothing, is lower.
const parser = new MarkdownIt({ html: false, linkify: true, maxNesting: MAX_NESTING + 1 })
  .use(footnotes)
  .use(dropComments);
parser.inline.ruler.disable('footnote_inline');
// Without a scheme `spec.md` would be a link to a host in Moldova.
parser.linkify.set({ fuzzyLink: false });
// Putting the footnotes in order takes time that grows with their square.
parser.core.ruler.before('footnote_tail', 'footnote_limit', (state) => {
  const env = state.env as Environment;
  if ((env.footnotes?.list?.length ?? 0) <= MAX_FOOTNOTES) return;
  env.hasTooManyFootnotes = true;
  delete env.footnotes;
});

/** What the parser's rules share while they read one body. */
type Environment = {
  footnotes?: { readonly list?: readonly unknown[] };
  hasTooManyFootnotes?: boolean;
};

/** Reads GitHub's Markdown from a source that may be hostile; never throws, and takes bounded time. */
export function parseBody(body: string): ParsedBody {
  if (body.length > MAX_BODY_CHARS || hasMoreLines(body, MAX_BODY_LINES))
    return { kind: 'plain', reason: 'too long' };
  const env: Environment = {};
  const tokens = parser.parse(body, env);
  const nodes = env.hasTooManyFootnotes
    ? undefined
    : treeOf(tokens, { maxNodes: MAX_NODES, maxNesting: MAX_NESTING });
  return nodes
    ? { kind: 'tree', nodes, slugs: headingSlugs(nodes) }
    : { kind: 'plain', reason: 'too complex' };
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 1;
  for (let end = text.indexOf('\n'); end >= 0 && lines <= most; end = text.indexOf('\n', end + 1)) lines += 1;
  return lines > most;
}
