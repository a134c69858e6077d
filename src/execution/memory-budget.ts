import { LRUCache } from 'lru-cache';

/** Something that is kept as long as there is memory for it. */
export interface Kept {
  /** About how much memory it takes, in bytes; does not change. */
  readonly bytes: number;
  /** Called once, when it has to go. */
  evict(): void;
}

/** Lets go of what was used longest ago when all that is kept takes more memory than it may. */
export class MemoryBudget {
  readonly #kept: LRUCache<Kept, true>;

  /** @param maxBytes of all together; what is larger alone is not kept */
  constructor(maxBytes: number) {
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (_value, { bytes }) => Math.max(1, bytes),
      dispose: (_value, kept, reason) => {
        if (reason === 'evict') kept.evict();
      },
    });
  }

  /** About how much memory is in use, in bytes. */
  get bytes(): number {
    return this.#kept.calculatedSize;
  }

  /** Whether it is kept: what is too large is not. */
  keep(kept: Kept): boolean {
    this.#kept.set(kept, true);
    return this.#kept.has(kept);
  }

  /** Notes that it was used. */
  touch(kept: Kept): void {
    this.#kept.get(kept);
  }

  /** It is not needed any more; `evict` is not called. */
  release(kept: Kept): void {
    this.#kept.delete(kept);
  }
}
