import type { Delivery } from './delivery.ts';

type Snapshot = Delivery & { readonly kind: 'snapshot' };

/** How long a snapshot is kept when nobody else asks for it, in milliseconds: as long as many come back at once. */
const KEEP_MS = 1_000;
/** How many are kept; each holds a list of specs. */
const MAX_SNAPSHOTS = 100;

/** The snapshots of the newest position, so that all who come at once with the same filter share one. */
export class SnapshotCache implements Disposable {
  readonly #byFilter = new Map<string, Snapshot>();
  #position: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** How many are kept. */
  get size(): number {
    return this.#byFilter.size;
  }

  get(filterKey: string, position: number, make: () => Snapshot): Snapshot {
    if (position !== this.#position) this.#byFilter.clear();
    this.#position = position;
    const known = this.#byFilter.get(filterKey);
    const snapshot = known ?? make();
    if (!known) {
      const [oldest] = this.#byFilter.keys();
      if (oldest !== undefined && this.size >= MAX_SNAPSHOTS) this.#byFilter.delete(oldest);
      this.#byFilter.set(filterKey, snapshot);
    }
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this[Symbol.dispose](), KEEP_MS).unref();
    return snapshot;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#byFilter.clear();
  }
}
