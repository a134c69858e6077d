import { useState } from 'react';
import { ConnectionBadge } from './connection-badge.tsx';
import { FilterBar } from './filter-bar.tsx';
import type { Filter } from './fold.ts';
import { Notice } from './notice.tsx';
import { SpecTable } from './spec-table.tsx';
import { useSpecs } from './use-specs.ts';

export function App() {
  const [filter, setFilter] = useState<Filter>({ types: [], statuses: [] });
  const { specs, isStale, error, restart } = useSpecs(filter);
  return (
    <>
      <header>
        <h1>Specs</h1>
        <ConnectionBadge />
      </header>
      <main>
        <div className="bar">
          <FilterBar filter={filter} onFilter={setFilter} list={specs} />
          <span className="count">{specs ? `${specs.length} shown` : !error && 'Loading …'}</span>
        </div>
        {error && <Notice error={error} onRetry={restart} />}
        <SpecTable specs={specs} isStale={isStale} />
      </main>
    </>
  );
}
