import type { ChangeLog } from '../log/change-log.ts';
import type { SpecChange } from '../spec/spec-change.ts';
import { SliceCache, withPieces, type CachedSlice, type Piece } from './slice-cache.ts';
import { readSlice, type SliceRequest, type SliceShape } from './slice.ts';

/** Who asks for slices: with the same key and shape, the same. */
export interface SliceAsker extends SliceShape {
  readonly key: string;
  readonly matches: (change: SpecChange) => boolean;
}

type Part = Pick<SliceRequest, 'from' | 'to' | 'midway'>;

/** Slices and changes that are kept for those who are handed them in a later turn. */
const MAX_FRESH = 2_000;

/** Reads slices of a log, each once for all who lack the same. */
export class SliceReader {
  readonly #log: ChangeLog;
  /** For those who pull. */
  #slices = new SliceCache();
  /** What groups are handing out, so that those with different plans share it. */
  readonly #fresh = new Map<string, CachedSlice>();
  /** Changes by themselves that they are handing out, so that those with different filters share them. */
  readonly #twins = new Map<string, Piece>();

  constructor(log: ChangeLog) {
    this.#log = log;
  }

  /** A slice for one who pulls; `undefined` where the position is lost. */
  pull(asker: SliceAsker, part: Part): CachedSlice | undefined {
    const key = keyOf(asker, part);
    // Only a slice that is recalled in its midst is another than it was at its beginning.
    const midwayKey = `midway-${key}`;
    const cached = this.#slices.get(key) ?? (part.midway ? this.#slices.get(midwayKey) : undefined);
    if (cached) return cached;
    const slice = this.#read(asker, part);
    return slice && this.#slices.put(part.midway && slice.recalled ? midwayKey : key, slice);
  }

  /**
   * A slice that is handed out at once.
   * @param isAlone whether nobody else asks for the same
   */
  fresh(asker: SliceAsker, part: Part, isAlone: boolean): CachedSlice | undefined {
    if (isAlone) return this.#read(asker, part, this.#twins);
    const key = keyOf(asker, part);
    const known = this.#fresh.get(key);
    if (known) return known;
    const slice = this.#read(asker, part, this.#twins);
    if (slice) this.#fresh.set(key, slice);
    return slice;
  }

  /**
   * Lets go of what was handed out.
   * @param isDone whether all of it was; what is left for later turns is shared as well, but not for ever
   */
  forgetFresh(isDone: boolean): void {
    if (!isDone && this.#fresh.size + this.#twins.size <= MAX_FRESH) return;
    this.#fresh.clear();
    this.#twins.clear();
  }

  /** Lets go of everything: positions are those of another log now. */
  forgetAll(): void {
    this.#slices = new SliceCache();
    this.forgetFresh(true);
  }

  #read(
    { matches, order, conflate }: SliceAsker,
    part: Part,
    twins?: Map<string, Piece>,
  ): CachedSlice | undefined {
    const slice = readSlice(this.#log, { ...part, order, conflate, matches });
    return slice && withPieces(slice, twins);
  }
}

function keyOf({ key, order, conflate }: SliceAsker, { from, to }: Part): string {
  return `${from}-${to}-${order}-${conflate}-${key}`;
}
