/**
 * The same text in memory of its own. A piece of a larger text keeps the whole of that alive, which matters for what
 * outlives the file that it comes from.
 */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
