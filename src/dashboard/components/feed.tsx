import { useState } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { countNewer, type FeedEntry } from '../model/feed.ts';
import { formatCount } from '../model/format.ts';
import { FeedEntryView } from './feed-entry-view.tsx';
import { Icon } from './icon.tsx';

/** What changed since the page was opened, the newest first. Paused, it stands still and counts what it holds back. */
export function Feed({ feed }: { readonly feed: readonly FeedEntry[] }) {
  const [frozen, setFrozen] = useState<readonly FeedEntry[] | null>(null);
  const nowMs = useNow(5_000);
  const shown = frozen ?? feed;
  const newer = frozen ? countNewer(feed, frozen) : 0;
  return (
    <aside className="feed" aria-label="Recent changes">
      <div className="feed-head">
        <h2>Activity</h2>
        {frozen && (
          <span className="feed-waiting">{newer === 0 ? 'paused' : `${formatCount(newer)} new`}</span>
        )}
        <button
          type="button"
          className="icon-button"
          aria-pressed={frozen !== null}
          aria-label={frozen ? 'Resume the feed' : 'Pause the feed'}
          title={frozen ? 'Resume' : 'Pause'}
          onClick={() => setFrozen(frozen ? null : feed)}
        >
          <Icon name={frozen ? 'play' : 'pause'} />
        </button>
      </div>
      {shown.length === 0 ? (
        <p className="feed-empty">
          Nothing has changed since you opened this page. Save a spec, and it shows here.
        </p>
      ) : (
        <ol className="feed-entries">
          {shown.map((entry) => (
            <FeedEntryView key={entry.key} entry={entry} nowMs={nowMs} />
          ))}
        </ol>
      )}
    </aside>
  );
}
