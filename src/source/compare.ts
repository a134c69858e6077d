import type { LoopShare } from '../loop-share.ts';
import { fingerprintOf, knownFileOf } from './known-file.ts';
import type { KnownFiles } from './known-files.ts';
import { mapBounded } from './map-bounded.ts';
import { type FileReader, isSameStamp } from './read-file.ts';

/** What a comparison needs. */
export interface CompareOptions {
  readonly known: KnownFiles;
  /** A reader for one pass. */
  readonly newReader: () => FileReader;
  /** Files looked at together. */
  readonly concurrency: number;
  /** The event loop's share for hashing. */
  readonly share: LoopShare;
  /** Ends a comparison under way: it rejects with its reason. */
  readonly signal: AbortSignal;
}

/** Creates the comparison of paths with what is known of them; it gives those that differ. */
export function createComparison(options: CompareOptions): (paths: readonly string[]) => Promise<string[]> {
  const { known } = options;

  /** Whether a path differs from what is known of it; reads it only where its stamp proves nothing. */
  const differs = async (reader: FileReader, path: string): Promise<boolean> => {
    const place = await reader.locate(path);
    const before = known.get(path);
    if (place.kind === 'missing') return before !== undefined;
    if (before === undefined) return true;
    if (place.kind === 'fault') return before.fingerprint !== fingerprintOf(place);
    if (before.stamp === null || !isSameStamp(before.stamp, place.stamp)) return true;
    if (before.trusted) return false;
    const sight = await reader.read(path);
    if (sight.kind !== 'bytes') return true;
    return options.share.do(() => {
      if (fingerprintOf(sight) !== before.fingerprint) return true;
      // Unless a batch has learnt something newer meanwhile.
      if (known.get(path) === before) known.set(path, knownFileOf(sight, before.fingerprint, before.ids));
      return false;
    });
  };

  return async (paths) => {
    const reader = options.newReader();
    const answers = await mapBounded(paths, options.concurrency, async (path) => {
      options.signal.throwIfAborted();
      return differs(reader, path);
    });
    return paths.filter((_, index) => answers[index]);
  };
}
