import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

const OPEN = '<!--';
const CLOSE = '-->';

/** Leaves HTML comments out of what a reader sees; one that is never closed stays text. */
export function dropComments(md: MarkdownIt): void {
  md.block.ruler.before('paragraph', 'comment', blockComment, {
    alt: ['paragraph', 'reference', 'blockquote'],
  });
  md.inline.ruler.before('autolink', 'comment', inlineComment);
}

function blockComment(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const start = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (state.sCount[startLine]! - state.blkIndent >= 4 || !state.src.startsWith(OPEN, start)) return false;
  const close = closeBehind(state, start + OPEN.length);
  if (close < 0 || close > state.eMarks[endLine - 1]!) return false;
  let line = startLine;
  while (state.eMarks[line]! < close) {
    line += 1;
    // A list item ends before a line that is not indented, and what stands in it ends with it.
    if (state.sCount[line]! < state.blkIndent && !state.isEmpty(line)) return false;
  }
  if (silent) return true;
  state.line = line + 1;
  const rest = state.src.slice(close + CLOSE.length, state.eMarks[line]).trim();
  if (rest !== '') {
    state.push('paragraph_open', 'p', 1);
    const inline = state.push('inline', '', 0);
    inline.content = rest;
    inline.children = [];
    state.push('paragraph_close', 'p', -1);
  }
  return true;
}

function inlineComment(state: StateInline): boolean {
  if (!state.src.startsWith(OPEN, state.pos)) return false;
  const close = closeBehind(state, state.pos + OPEN.length);
  if (close < 0) return false;
  state.pos = close + CLOSE.length;
  return true;
}

interface Search {
  readonly src: string;
  readonly from: number;
  readonly found: number;
}

const lastSearches = new WeakMap<object, Search>();

/** Where the next comment is closed. The last answer is kept, or thousands of openings would each read to the end. */
function closeBehind({ env, src }: { readonly env: object; readonly src: string }, from: number): number {
  const last = lastSearches.get(env);
  if (last?.src === src && from >= last.from && (from <= last.found || last.found < 0)) return last.found;
  const found = src.indexOf(CLOSE, from);
  lastSearches.set(env, { src, from, found });
  return found;
}
