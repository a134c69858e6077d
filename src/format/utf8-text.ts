const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a file; `undefined` for bytes that are not UTF-8 text. A byte order mark is no part of the text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether bytes are UTF-8 text up to an end in the middle of a character. */
export function endsInsideCharacter(bytes: Uint8Array): boolean {
  if (bytes.includes(0) || decodeText(bytes) !== undefined) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
