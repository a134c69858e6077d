import { useMemo, useState } from 'react';
import { useListFilter } from '../hooks/use-list-filter.ts';
import { useMedia } from '../hooks/use-media.ts';
import { useLive } from '../hooks/use-session.ts';
import { useTitle } from '../hooks/use-title.ts';
import { facetsOf } from '../model/facets.ts';
import { formatNumbered } from '../model/format.ts';
import { createListPredicate, isEverything } from '../model/list-filter.ts';
import { Feed } from './feed.tsx';
import { FilterPanel } from './filter-panel.tsx';
import { ListHead } from './list-head.tsx';
import { LooseProblems } from './loose-problems.tsx';
import { SpecList } from './spec-list.tsx';
import '../styles/list.css';
import '../styles/problems.css';
import '../styles/feed.css';

type Pane = 'filter' | 'specs' | 'activity';

const PANES: readonly (readonly [Pane, string])[] = [
  ['specs', 'Specs'],
  ['filter', 'Filter'],
  ['activity', 'Activity'],
];

/** All specs: what there is, how far it has got, and what changes. On a phone, one of these at a time. */
export function ListView() {
  const { specs, tree, feed, highlights } = useLive();
  const [filter, setFilter] = useListFilter();
  const [pane, setPane] = useState<Pane>('specs');
  const isNarrow = useMedia('(max-width: 60rem)');
  const matching = useMemo(() => {
    if (isEverything(filter)) return null;
    const matches = createListPredicate(filter);
    return new Set([...specs.values()].filter(matches).map(({ id }) => id));
  }, [specs, filter]);
  const facets = useMemo(() => facetsOf(specs.values(), filter), [specs, filter]);
  useTitle(matching ? `${formatNumbered(matching.size, 'spec')} found` : formatNumbered(specs.size, 'spec'));

  return (
    <div className="list-view">
      {isNarrow && (
        <div className="panes" role="group" aria-label="What is shown">
          {PANES.map(([name, label]) => (
            <button key={name} type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
              {label}
            </button>
          ))}
        </div>
      )}
      {(!isNarrow || pane === 'filter') && (
        <FilterPanel filter={filter} facets={facets} onFilter={setFilter} />
      )}
      {(!isNarrow || pane === 'specs') && (
        <main className="list">
          <ListHead tree={tree} matching={matching} filter={filter} onFilter={setFilter} />
          {filter.hasProblems && <LooseProblems />}
          <SpecList tree={tree} matching={matching} highlights={highlights} onFilter={setFilter} />
        </main>
      )}
      {(!isNarrow || pane === 'activity') && <Feed feed={feed} />}
    </div>
  );
}
