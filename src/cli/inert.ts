/** Controls, line separators, and what turns the direction of writing: they could make a terminal show something else. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Text with nothing in it that a terminal would obey: `\u001b` as six characters. JSON stays the same JSON. */
export function inert(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
