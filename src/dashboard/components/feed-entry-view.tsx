import { memo } from 'react';
import type { FeedEntry } from '../model/feed.ts';
import { summaryOf } from '../model/feed-summary.ts';
import { formatAge, formatInstant, formatNumbered } from '../model/format.ts';
import { FeedItemView } from './feed-item-view.tsx';

interface FeedEntryViewProps {
  readonly entry: FeedEntry;
  readonly nowMs: number;
}

/** As many are told one by one; more are told as one event. */
const FEW = 3;
/** As many of a large entry are listed. */
const MANY = 100;

/** One entry of the feed. */
export const FeedEntryView = memo(function FeedEntryView({ entry, nowMs }: FeedEntryViewProps) {
  const items = [...entry.items.values()];
  const time = (
    <time dateTime={new Date(entry.atMs).toISOString()} title={formatInstant(entry.atMs)}>
      {formatAge(nowMs - entry.atMs)}
    </time>
  );
  if (items.length <= FEW) {
    return (
      <li className="feed-entry">
        {items.map((item, at) => (
          <FeedItemView key={item.specId} item={item} time={at === 0 ? time : null} />
        ))}
      </li>
    );
  }
  const { counts, moves } = summaryOf(entry);
  return (
    <li className="feed-entry">
      <details className="feed-group">
        <summary>
          <span className="feed-group-title">
            <b>{formatNumbered(items.length, 'spec')} changed</b>
            {time}
          </span>
          <span className="feed-group-counts">
            {entry.isCatchUp ? `${counts}, while the connection was lost` : counts}
          </span>
          {moves.map(({ before, after, count }) => (
            <span key={`${before} ${after}`} className="feed-move">
              {before} → {after} <b>× {count}</b>
            </span>
          ))}
        </summary>
        {items.slice(0, MANY).map((item) => (
          <FeedItemView key={item.specId} item={item} time={null} />
        ))}
        {items.length > MANY && <p className="feed-more">and {items.length - MANY} more</p>}
      </details>
    </li>
  );
});
