import { useState, type ReactNode } from 'react';
import type { FeedEntry } from '../model/feed.ts';
import { summaryOf } from '../model/feed-summary.ts';
import { formatCount, formatNumbered } from '../model/format.ts';
import { FeedItemView } from './feed-item-view.tsx';

/** As many of a large entry are listed. */
const MANY = 100;

/** Many changes as one event; opened, one by one. */
export function FeedGroup({ entry, time }: { readonly entry: FeedEntry; readonly time: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const { size } = entry.items;
  const { counts, moves } = summaryOf(entry);
  return (
    <details className="feed-group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="feed-group-title">
          <b>{formatNumbered(size, 'spec')} changed</b>
          {time}
        </span>
        <span className="feed-group-counts">{counts}</span>
        {moves.map(({ before, after, count }) => (
          <span key={`${before} ${after}`} className="feed-move">
            {before} → {after} <b>× {count}</b>
          </span>
        ))}
      </summary>
      {isOpen &&
        [...entry.items.values()]
          .slice(0, MANY)
          .map((item) => <FeedItemView key={item.specId} item={item} time={null} />)}
      {size > MANY && <p className="feed-more">and {formatCount(size - MANY)} more</p>}
    </details>
  );
}
