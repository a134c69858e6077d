import type { Slice, SliceItem } from './slice.ts';
import type { Delivery } from './delivery.ts';

/** A delivery of changes. */
export type Piece = Delivery & { readonly kind: 'changes' };

/** A slice and the deliveries it was cut into so far. */
export interface CachedSlice extends Slice {
  /** The delivery of the items from one index up to another; the same object each time. */
  piece(start: number, end: number): Piece;
}

/**
 * The slices that were read last, so that those who lack the same share it, and one who takes a slice piece by piece
 * need not hold it: a subscriber that stops reading pins nothing.
 */
export class SliceCache {
  readonly #maxItems: number;
  readonly #slices = new Map<string, CachedSlice>();
  #items = 0;

  /** @param maxItems how many items all slices may have together; the newest slice is kept whatever its size */
  constructor(maxItems = 20_000) {
    this.#maxItems = maxItems;
  }

  get(key: string): CachedSlice | undefined {
    const slice = this.#slices.get(key);
    if (slice) {
      this.#slices.delete(key);
      this.#slices.set(key, slice);
    }
    return slice;
  }

  put(key: string, slice: CachedSlice): CachedSlice {
    this.#slices.set(key, slice);
    this.#items += weightOf(slice);
    for (const [oldest, { items }] of this.#slices) {
      if (this.#items <= this.#maxItems || oldest === key) break;
      this.#slices.delete(oldest);
      this.#items -= weightOf({ items });
    }
    return slice;
  }
}

/** An empty slice takes room too. */
function weightOf({ items }: { readonly items: readonly SliceItem[] }): number {
  return items.length + 1;
}

/**
 * A slice that can be cut into deliveries.
 * @param twins deliveries of single changes that other slices were cut into: the same change is the same object
 */
export function withPieces(slice: Slice, twins?: Map<string, Piece>): CachedSlice {
  /** By where they begin; most have one end alone. */
  const pieces = new Map<number, { readonly end: number; readonly delivery: Piece }[]>();
  return {
    ...slice,
    piece(start, end) {
      const known = pieces.get(start)?.find((piece) => piece.end === end);
      if (known) return known.delivery;
      const delivery = cut(slice, start, end, twins);
      const others = pieces.get(start);
      if (others) others.push({ end, delivery });
      else pieces.set(start, [{ end, delivery }]);
      return delivery;
    },
  };
}

function cut(
  { items, recalled }: Slice,
  start: number,
  end: number,
  twins: Map<string, Piece> | undefined,
): Piece {
  const last = items[end - 1]!;
  // A change that stands for itself is the same whatever the slice, if the same cursor goes with it. One that was put
  // together from a spec's last is not: whether it was created depends on where the slice begins.
  const isItself = end - start === 1 && last.joined === 1 && !recalled;
  const key = twins && isItself ? `${last.place.position} ${last.cursor}` : undefined;
  const twin = key === undefined ? undefined : twins?.get(key);
  if (twin) return twin;
  const chosen = items.slice(start, end);
  const timestampMs =
    chosen.length === 1 ? last.timestampMs : Math.max(...chosen.map((item) => item.timestampMs));
  const piece: Piece = { kind: 'changes', items: chosen, cursor: last.cursor, timestampMs };
  if (key !== undefined) twins?.set(key, piece);
  return piece;
}
