import { closes, fenceOn, type Fence } from './fence.ts';
import type { MarkdownLines } from './markdown-lines.ts';

/** A line of text and where it stands, from 0. */
export interface ProseLine {
  readonly line: number;
  readonly text: string;
}

/** The lines from one up to another that a reader sees as text: those in fenced code and in comments are left out. */
export function* proseIn(
  lines: MarkdownLines,
  from = 0,
  to = lines.count,
): Generator<ProseLine, void, undefined> {
  let opening: Fence | undefined;
  let inComment = false;
  for (let line = from; line < to; line += 1) {
    const text = lines.at(line);
    if (inComment) {
      inComment = !text.includes('-->');
      continue;
    }
    if (opening?.quoted && !text.trimStart().startsWith('>')) opening = undefined;
    const fence = fenceOn(text);
    if (opening) {
      if (fence && closes(fence, opening)) opening = undefined;
    } else if (fence) {
      opening = fence;
    } else if (text.includes('<!--') && text.trimStart().startsWith('<!--')) {
      inComment = !text.includes('-->');
    } else {
      yield { line, text };
    }
  }
}
