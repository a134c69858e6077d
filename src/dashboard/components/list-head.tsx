import { formatCount, formatNumbered } from '../model/format.ts';
import { EVERYTHING, type ListFilter } from '../model/list-filter.ts';
import { addProgress, NO_PROGRESS, ownProgress } from '../model/progress.ts';
import type { SpecTree } from '../model/spec-tree.ts';
import { setOpen } from '../page/list-ui.ts';
import { FilterChips } from './filter-chips.tsx';
import { ProgressBar } from './progress-bar.tsx';

interface ListHeadProps {
  readonly tree: SpecTree;
  readonly matching: ReadonlySet<string> | null;
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
}

/** How many there are and how far they have got, above the list. */
export function ListHead({ tree, matching, filter, onFilter }: ListHeadProps) {
  const { nodes, roots } = tree;
  const parts = matching
    ? [...matching].map((id) => ownProgress(nodes.get(id)!.spec))
    : roots.map(({ progress }) => progress);
  const whole = parts.reduce(addProgress, NO_PROGRESS);
  const setAll = (isOpen: boolean) => setOpen(nodes.keys(), isOpen, matching !== null);
  return (
    <div className="list-head">
      <h1>
        {matching ? (
          <>
            <b>{formatCount(matching.size)}</b> of {formatNumbered(nodes.size, 'spec')}
          </>
        ) : (
          <b>{formatNumbered(nodes.size, 'spec')}</b>
        )}
      </h1>
      <ProgressBar progress={whole} label={matching ? 'Progress of what matches' : 'Progress of all specs'} />
      <div className="list-head-tools">
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          Expand all
        </button>
        <button type="button" className="link-button" onClick={() => setAll(false)}>
          Collapse all
        </button>
      </div>
      {matching && <FilterChips filter={filter} onFilter={onFilter} onClear={() => onFilter(EVERYTHING)} />}
    </div>
  );
}
