import { useNow } from '../hooks/use-now.ts';
import type { FeedEntry } from '../model/feed.ts';
import { ChangeText } from './change-text.tsx';
import { FeedTime } from './feed-time.tsx';

/** Entries that are shown. */
const FEW = 8;

/** What became of one spec since the page was opened. */
export function SpecHistory({ id, feed }: { readonly id: string; readonly feed: readonly FeedEntry[] }) {
  const nowMs = useNow(5_000);
  const entries = feed.filter(({ items }) => items.has(id)).slice(0, FEW);
  if (entries.length === 0) return null;
  return (
    <section>
      <h2>Since you opened the page</h2>
      <ol className="history">
        {entries.map(({ key, atMs, items }) => {
          const { kind, words } = items.get(id)!;
          return (
            <li key={key}>
              <FeedTime atMs={atMs} nowMs={nowMs} />
              <span>
                {words.length === 0
                  ? kind
                  : words.map((one) => <ChangeText key={one.field} words={one} withField />)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
