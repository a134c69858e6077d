import type { LiveSpecsChange } from '../../client/live-specs.ts';
import { wordsOf, type FieldWords } from './change-words.ts';

/** Why a line is lit. */
export interface Highlight {
  /** Another one for each change, so that the light begins anew. */
  readonly key: number;
  readonly kind: 'created' | 'updated';
  /** The most telling thing that changed; `null` of a new spec. */
  readonly words: FieldWords | null;
  readonly endsAtMs: number;
}

export type Highlights = ReadonlyMap<string, Highlight>;

/** How long a changed line says what changed, in milliseconds. */
export const HIGHLIGHT_MS = 10_000;

/** @param nowMs since 1970 */
export function lit(highlights: Highlights, { added, updated }: LiveSpecsChange, nowMs: number): Highlights {
  const next = new Map(highlights);
  const endsAtMs = nowMs + HIGHLIGHT_MS;
  const light = (id: string, kind: Highlight['kind'], words: FieldWords | null) =>
    next.set(id, { key: (next.get(id)?.key ?? 0) + 1, kind, words, endsAtMs });
  for (const { id } of added) light(id, 'created', null);
  for (const update of updated) light(update.after.id, 'updated', wordsOf(update)[0]!);
  return next;
}

/** Those that last. */
export function unexpired(highlights: Highlights, nowMs: number): Highlights {
  return new Map([...highlights].filter(([, { endsAtMs }]) => endsAtMs > nowMs));
}
