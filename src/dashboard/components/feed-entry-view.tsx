import { memo } from 'react';
import type { FeedEntry } from '../model/feed.ts';
import { FeedGroup } from './feed-group.tsx';
import { FeedItemView } from './feed-item-view.tsx';
import { FeedTime } from './feed-time.tsx';

interface FeedEntryViewProps {
  readonly entry: FeedEntry;
  readonly nowMs: number;
}

/** As many are told one by one; more are told as one event. */
const FEW = 3;

/** One entry of the feed. */
export const FeedEntryView = memo(function FeedEntryView({ entry, nowMs }: FeedEntryViewProps) {
  const time = <FeedTime atMs={entry.atMs} nowMs={nowMs} />;
  const items = entry.items.size <= FEW ? [...entry.items.values()] : null;
  return (
    <li className="feed-entry">
      {items ? (
        items.map((item, at) => <FeedItemView key={item.specId} item={item} time={at === 0 ? time : null} />)
      ) : (
        <FeedGroup entry={entry} time={time} />
      )}
      {entry.isCatchUp && <p className="feed-note">while the connection was lost</p>}
    </li>
  );
});
