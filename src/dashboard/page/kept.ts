/** A text that the browser keeps. */
export interface Kept {
  readonly read: () => string | null;
  /** @param text `null` forgets it */
  readonly write: (text: string | null) => void;
}

/**
 * A text in one of the browser's stores; where the reader lets pages keep nothing, for as long as the page is open.
 * @param area called each time, since asking for it may be refused
 */
export function createKept(area: () => Storage, key: string): Kept {
  let remembered: string | null = null;
  return {
    read() {
      try {
        return area().getItem(key);
      } catch {
        return remembered;
      }
    },
    write(text) {
      remembered = text;
      try {
        if (text === null) area().removeItem(key);
        else area().setItem(key, text);
      } catch {
        // It is remembered all the same.
      }
    },
  };
}
