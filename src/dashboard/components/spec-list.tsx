import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useMedia } from '../hooks/use-media.ts';
import { useObservable } from '../hooks/use-observable.ts';
import type { Highlights } from '../model/highlights.ts';
import { EVERYTHING, type ListFilter } from '../model/list-filter.ts';
import { litRows } from '../model/lit-rows.ts';
import type { SpecTree } from '../model/spec-tree.ts';
import { keyAction } from '../model/tree-keys.ts';
import { hrefOfSpec } from '../model/url-state.ts';
import { visibleRows } from '../model/visible-rows.ts';
import { listUi, setListUi, setOpen } from '../page/list-ui.ts';
import { navigate } from '../page/location.ts';
import { EmptyState } from './empty-state.tsx';
import { rowDomId, SpecRow } from './spec-row.tsx';

interface SpecListProps {
  readonly tree: SpecTree;
  readonly matching: ReadonlySet<string> | null;
  readonly highlights: Highlights;
  readonly onFilter: (filter: ListFilter) => void;
}

/** In pixels, as `list.css` has them. */
const ROW_HEIGHT = { wide: 36, narrow: 60 };

/** The tree as lines, of which those in sight are drawn. */
export function SpecList({ tree, matching, highlights, onFilter }: SpecListProps) {
  const { activeId, ...ui } = useObservable(listUi);
  const isFiltered = matching !== null;
  const choices = isFiltered ? ui.choicesInFilter : ui.choices;
  const isNarrow = useMedia('(max-width: 40rem)');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => visibleRows(tree, { choices, matching }), [tree, choices, matching]);
  const lights = useMemo(() => litRows(rows, tree, highlights), [rows, tree, highlights]);
  const found = rows.findIndex(({ node }) => node.spec.id === activeId);
  const active = Math.max(0, found);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide),
    getItemKey: (at) => rows[at]!.node.spec.id,
    initialOffset: listUi.get().offset,
    overscan: 10,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, isNarrow]);
  useEffect(() => {
    const element = scroller.current;
    // Whoever comes back goes on where they were.
    if (listUi.get().activeId !== null) element?.focus({ preventScroll: true });
    return () => setListUi({ offset: element?.scrollTop ?? 0 });
  }, []);

  const toggle = useCallback(
    (id: string, isOpen: boolean) => {
      setOpen([id], isOpen, isFiltered);
      setListUi({ activeId: id });
    },
    [isFiltered],
  );

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[active];
    const action = event.ctrlKey || event.metaKey || event.altKey ? null : keyAction(event.key, rows, active);
    if (!action || !row) return;
    event.preventDefault();
    switch (action.do) {
      case 'go':
        setListUi({ activeId: rows[action.to]!.node.spec.id });
        virtualizer.scrollToIndex(action.to, { align: 'auto' });
        break;
      case 'set':
        toggle(row.node.spec.id, action.isOpen);
        break;
      case 'open':
        setListUi({ activeId: row.node.spec.id });
        navigate(hrefOfSpec(row.node.spec.id));
    }
  }

  if (rows.length === 0) {
    return (
      // The same element as below, which so keeps the focus.
      <div ref={scroller} className="spec-list" role="region" aria-label="Specs" tabIndex={0}>
        {matching ? (
          <EmptyState
            title="No spec matches"
            action={{ label: 'Clear the filter', run: () => onFilter(EVERYTHING) }}
          >
            {`None of the ${tree.nodes.size} specs has all that the filter asks for. One that gets it appears here.`}
          </EmptyState>
        ) : (
          <EmptyState title="There are no specs yet">
            A file named <code>spec.md</code> or <code>*.spec.md</code> in the folder that is served appears
            here as soon as it is saved.
          </EmptyState>
        )}
      </div>
    );
  }

  return (
    <div
      ref={scroller}
      className="spec-list"
      role="treegrid"
      aria-label="Specs"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={rowDomId(rows[active]!.node.spec.id)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="spec-row spec-row-head" role="row" aria-rowindex={1}>
        <span role="columnheader">Spec</span>
        <span role="columnheader">Just changed</span>
        <span role="columnheader">Status</span>
        <span role="columnheader" aria-label="Priority" title="Priority">
          Prio
        </span>
        <span role="columnheader">Progress</span>
      </div>
      <div className="spec-rows" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          return (
            <SpecRow
              key={item.key}
              row={row}
              index={item.index + 2}
              top={item.start}
              isActive={item.index === active}
              light={lights.get(row.node.spec.id)}
              onToggle={toggle}
            />
          );
        })}
      </div>
    </div>
  );
}
