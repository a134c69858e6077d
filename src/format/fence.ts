/** A fence that opens or closes a block of code: its mark, and what stands behind it. */
export interface Fence {
  readonly mark: string;
  readonly info: string;
  /** Whether it stands in a block quote, with which its block ends. */
  readonly quoted: boolean;
}

/** The fence on a line, if there is one, CommonMark 0.31 section 4.5; at any depth of lists and block quotes. */
export function fenceOn(line: string): Fence | undefined {
  // Most lines hold none, and telling so costs less than the pattern.
  if (!line.includes('```') && !line.includes('~~~')) return undefined;
  const match = /^([ \t>]*)(`{3,}|~{3,})(.*)$/.exec(line);
  if (!match) return undefined;
  const [, indent = '', mark = '', info = ''] = match;
  if (mark.startsWith('`') && info.includes('`')) return undefined;
  return { mark, info: info.trim(), quoted: indent.includes('>') };
}

/** Whether a fence closes the block that another opened. */
export function closes(fence: Fence, opening: Fence): boolean {
  return fence.info === '' && fence.mark[0] === opening.mark[0] && fence.mark.length >= opening.mark.length;
}
