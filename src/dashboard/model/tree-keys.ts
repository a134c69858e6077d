import type { Row } from './visible-rows.ts';

/** What a key does in the list. */
export type KeyAction =
  | { readonly do: 'go'; readonly to: number }
  | { readonly do: 'set'; readonly isOpen: boolean }
  | { readonly do: 'open' };

/** Lines that a page key goes. */
const PAGE = 12;

/** The keys of the ARIA tree pattern; `null` for one that is not the list's. */
export function keyAction(key: string, rows: readonly Row[], at: number): KeyAction | null {
  const row = rows[at];
  if (!row) return null;
  const go = (to: number): KeyAction => ({ do: 'go', to: Math.max(0, Math.min(rows.length - 1, to)) });
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + PAGE);
    case 'PageUp':
      return go(at - PAGE);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      if (row.isExpanded === null) return null;
      return row.isExpanded ? go(at + 1) : { do: 'set', isOpen: true };
    case 'ArrowLeft': {
      if (row.isExpanded === true) return { do: 'set', isOpen: false };
      const parent = rows.findIndex(({ node }) => node === row.node.parent);
      return parent < 0 ? null : go(parent);
    }
    case 'Enter':
    case ' ':
      return { do: 'open' };
    default:
      return null;
  }
}
