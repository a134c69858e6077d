import { phraseOf } from './change-words.ts';
import type { FeedEntry, FeedItem } from './feed.ts';
import { formatNumbered } from './format.ts';

/** What an entry of many specs is about. */
export interface FeedSummary {
  /** Such as `41 updated, 12 created`. */
  readonly counts: string;
  /** What happened to more than one, the most frequent first: `draft → done`, 23 times. */
  readonly moves: readonly { readonly before: string; readonly after: string; readonly count: number }[];
}

const KINDS: readonly (readonly [FeedItem['kind'], string])[] = [
  ['updated', 'updated'],
  ['created', 'created'],
  ['deleted', 'deleted'],
  ['gone', 'out of sight'],
];

/** Moves that are told. */
const MAX_MOVES = 3;

export function summaryOf({ items }: Pick<FeedEntry, 'items'>): FeedSummary {
  const kinds = Map.groupBy(items.values(), ({ kind }) => kind);
  const counts = KINDS.flatMap(([kind, word]) => {
    const some = kinds.get(kind);
    return some ? [`${some.length} ${word}`] : [];
  });
  const statuses = [...items.values()].flatMap(({ words }) =>
    words.filter(({ field }) => field === 'status'),
  );
  const moves = [...Map.groupBy(statuses, ({ before, after }) => `${before} → ${after}`).values()]
    .map((same) => ({ before: same[0]!.before ?? '', after: same[0]!.after ?? '', count: same.length }))
    .sort((a, b) => b.count - a.count);
  return { counts: counts.join(', '), moves: moves.slice(0, MAX_MOVES) };
}

/** An entry in a sentence, for those who listen. */
export function announcementOf(entry: FeedEntry): string {
  const [first, second] = entry.items.values();
  if (!first || second)
    return `${formatNumbered(entry.items.size, 'spec')} changed: ${summaryOf(entry).counts}`;
  const { specId, kind, words } = first;
  return `${specId} ${kind === 'updated' ? words.map(phraseOf).join(', ') : kind}`;
}
