import type { LiveSpecsChange } from '../../client/live-specs.ts';
import { wordsOf, type FieldWords } from './change-words.ts';

/** What has become of one spec. */
export interface FeedItem {
  readonly specId: string;
  readonly title: string;
  /** `gone` where it is out of sight without having been deleted. */
  readonly kind: 'created' | 'updated' | 'deleted' | 'gone';
  /** The most telling first; empty unless it was updated. */
  readonly words: readonly FieldWords[];
}

/** Changes that belong together, as those of one save or one checkout do. */
export interface FeedEntry {
  readonly key: number;
  /** When the first and the newest were committed, in milliseconds since 1970. */
  readonly beganAtMs: number;
  readonly atMs: number;
  /** Whether this was missed while the connection was lost for long, and found by reading everything anew. */
  readonly isCatchUp: boolean;
  /** By spec. */
  readonly items: ReadonlyMap<string, FeedItem>;
}

/** Changes that follow each other within this are one entry, in milliseconds. */
const TOGETHER_MS = 1_000;
/** How long an entry may become, in milliseconds, where changes never cease. */
const MAX_SPAN_MS = 5_000;
/** Entries kept. */
const MAX_ENTRIES = 200;

/** @param feed the newest first */
export function addToFeed(feed: readonly FeedEntry[], change: LiveSpecsChange): readonly FeedEntry[] {
  const items = itemsOf(change);
  const atMs = Date.parse(change.timestamp);
  const [newest, ...older] = feed;
  const isTogether =
    newest !== undefined &&
    newest.isCatchUp === change.isSnapshot &&
    atMs - newest.atMs <= TOGETHER_MS &&
    atMs - newest.beganAtMs <= MAX_SPAN_MS;
  if (isTogether) return [{ ...newest, atMs, items: joined(newest.items, items) }, ...older];
  const entry: FeedEntry = {
    key: (newest?.key ?? 0) + 1,
    beganAtMs: atMs,
    atMs,
    isCatchUp: change.isSnapshot,
    items: new Map(items.map((item) => [item.specId, item])),
  };
  return [entry, ...feed].slice(0, MAX_ENTRIES);
}

function itemsOf({ added, updated, removed }: LiveSpecsChange): FeedItem[] {
  return [
    ...added.map(({ id, title }): FeedItem => ({ specId: id, title, kind: 'created', words: [] })),
    ...updated.map((update): FeedItem => {
      const { id, title } = update.after;
      return { specId: id, title, kind: 'updated', words: wordsOf(update) };
    }),
    ...removed.map(({ spec: { id, title }, isDeleted }): FeedItem => {
      return { specId: id, title, kind: isDeleted ? 'deleted' : 'gone', words: [] };
    }),
  ];
}

function joined(items: ReadonlyMap<string, FeedItem>, more: readonly FeedItem[]): Map<string, FeedItem> {
  const all = new Map(items);
  for (const item of more) {
    const before = all.get(item.specId);
    all.set(item.specId, before ? followedBy(before, item) : item);
  }
  return all;
}

/** Two things that became of a spec, as one. */
function followedBy(first: FeedItem, next: FeedItem): FeedItem {
  if (next.kind !== 'updated') return next;
  if (first.kind !== 'updated') return { ...next, kind: 'created', words: [] };
  const words = new Map(first.words.map((one) => [one.field, one]));
  for (const one of next.words) {
    const before = words.get(one.field)?.before ?? one.before;
    words.set(one.field, before === undefined ? one : { ...one, before });
  }
  const told = [...words.values()].filter(({ before, after }) => before === undefined || before !== after);
  return { ...next, words: told.length > 0 ? told : next.words };
}

/** How many specs changed since the feed was as it was then. */
export function countNewer(feed: readonly FeedEntry[], then: readonly FeedEntry[]): number {
  const known = then[0];
  let count = 0;
  for (const entry of feed) {
    if (known && entry.key < known.key) break;
    count += entry.items.size - (entry.key === known?.key ? known.items.size : 0);
  }
  return count;
}
