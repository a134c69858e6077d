import type { ReactNode } from 'react';
import type { FeedItem } from '../model/feed.ts';
import { hrefOfSpec } from '../model/url-state.ts';
import { ChangeText } from './change-text.tsx';

const WORDS: Readonly<Record<Exclude<FeedItem['kind'], 'updated'>, string>> = {
  created: 'created',
  deleted: 'deleted',
  gone: 'no longer in sight',
};

/** What has become of one spec. */
export function FeedItemView({ item, time }: { readonly item: FeedItem; readonly time: ReactNode }) {
  const { specId, title, kind, words } = item;
  return (
    <div className={`feed-item feed-item-${kind}`}>
      <div className="feed-item-head">
        <a href={hrefOfSpec(specId)} className="spec-id">
          {specId}
        </a>
        <span className="feed-item-title ellipsis" title={title}>
          {title}
        </span>
        {time}
      </div>
      {kind === 'updated' ? (
        words.map((one) => <ChangeText key={one.field} words={one} withField />)
      ) : (
        <span className={`change feed-kind-${kind}`}>{WORDS[kind]}</span>
      )}
    </div>
  );
}
