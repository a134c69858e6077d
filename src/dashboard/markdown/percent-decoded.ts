/** The text of a part of an address, `%20` read as a blank; `undefined` where that is not well formed. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
