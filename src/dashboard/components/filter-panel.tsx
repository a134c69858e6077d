import type { Facets } from '../model/facets.ts';
import { toggled, type FilterList, type ListFilter } from '../model/list-filter.ts';
import { FacetList } from './facet-list.tsx';
import { PatternField } from './pattern-field.tsx';
import '../styles/filter.css';

interface FilterPanelProps {
  readonly filter: ListFilter;
  readonly facets: Facets;
  readonly onFilter: (filter: ListFilter, replace?: boolean) => void;
}

/** How many specs there are of each kind; pressed, a kind becomes the filter. */
export function FilterPanel({ filter, facets, onFilter }: FilterPanelProps) {
  const toggle = (list: FilterList) => (value: string) => onFilter(toggled(filter, list, value));
  return (
    <aside className="filter-panel" aria-label="Filter">
      <FacetList title="Status" facet="status" values={facets.statuses} onToggle={toggle('statuses')} />
      <FacetList title="Type" facet="type" values={facets.types} onToggle={toggle('types')} />
      <FacetList
        title="Priority"
        facet="priority"
        values={facets.priorities}
        onToggle={toggle('priorities')}
      />
      <PatternField ids={filter.ids} onIds={(ids) => onFilter({ ...filter, ids }, true)} />
      <label className="check">
        <input
          type="checkbox"
          checked={filter.hasProblems}
          onChange={(event) => onFilter({ ...filter, hasProblems: event.target.checked })}
        />
        Only with problems
      </label>
      <FacetList title="Tags" facet="tag" values={facets.tags} onToggle={toggle('tags')} />
    </aside>
  );
}
