import { memo, type MouseEvent } from 'react';
import { formatNumbered } from '../model/format.ts';
import type { RowLight } from '../model/lit-rows.ts';
import { hrefOfSpec } from '../model/url-state.ts';
import type { Row } from '../model/visible-rows.ts';
import { setListUi } from '../page/list-ui.ts';
import { navigate } from '../page/location.ts';
import { Icon } from './icon.tsx';
import { PriorityMark } from './priority-mark.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { RowChange } from './row-change.tsx';
import { StatusPill } from './status-pill.tsx';

interface SpecRowProps {
  readonly row: Row;
  /** In the whole list, its head included; from 1. */
  readonly index: number;
  /** Where it stands, in pixels. */
  readonly top: number;
  readonly isActive: boolean;
  readonly light: RowLight | undefined;
  readonly onToggle: (id: string, isOpen: boolean) => void;
}

/** What the list names its active line by. */
export function rowDomId(id: string): string {
  return `row-${encodeURIComponent(id)}`;
}

/** One spec as a line. */
export const SpecRow = memo(function SpecRow({ row, index, top, isActive, light, onToggle }: SpecRowProps) {
  const { node, place, siblings, isExpanded, isContext } = row;
  const { spec, depth, progress } = node;
  const href = hrefOfSpec(spec.id);

  function open(event: MouseEvent): void {
    setListUi({ activeId: spec.id });
    // Links and buttons know for themselves.
    if ((event.target as Element).closest('a, button') === null) navigate(href);
  }

  const classes = ['spec-row', isActive && 'spec-row-active', isContext && 'spec-row-context'];
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list has the keys of all its lines
    <div
      id={rowDomId(spec.id)}
      className={classes.filter(Boolean).join(' ')}
      role="row"
      aria-level={depth + 1}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-rowindex={index}
      aria-expanded={isExpanded ?? undefined}
      aria-selected={isActive}
      data-spec={spec.id}
      style={{ transform: `translateY(${top}px)` }}
      onClick={open}
    >
      {light && <span key={light.highlight.key} className="row-light" aria-hidden="true" />}
      <span className="cell-name" role="gridcell" style={{ paddingLeft: `calc(${depth} * var(--indent))` }}>
        {isExpanded === null ? (
          <span className="twist" />
        ) : (
          <button
            type="button"
            className="twist"
            tabIndex={-1}
            aria-label={isExpanded ? `Collapse ${spec.id}` : `Expand ${spec.id}`}
            onClick={() => onToggle(spec.id, !isExpanded)}
          >
            <Icon name="chevron" />
          </button>
        )}
        <span className="spec-id">{spec.id}</span>
        <a className="spec-title ellipsis" href={href} tabIndex={-1} title={spec.title}>
          {spec.title}
        </a>
        {spec.problems.length > 0 && (
          <span
            className="problem-mark"
            role="img"
            aria-label={formatNumbered(spec.problems.length, 'problem')}
            title={spec.problems.map(({ message }) => message).join('\n')}
          >
            <Icon name="alert" />
            {spec.problems.length}
          </span>
        )}
      </span>
      <span className="cell-change" role="gridcell">
        {light && <RowChange light={light} ownId={spec.id} />}
      </span>
      <span className="cell-status" role="gridcell">
        <StatusPill status={spec.status} />
      </span>
      <span className="cell-priority" role="gridcell">
        <PriorityMark priority={spec.priority} />
      </span>
      <span className="cell-progress" role="gridcell">
        <ProgressBar progress={progress} label={`Progress of ${spec.id}`} />
      </span>
    </div>
  );
});
