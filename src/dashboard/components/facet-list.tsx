import { useState } from 'react';
import type { FacetValue } from '../model/facets.ts';
import { formatCount } from '../model/format.ts';
import { statusGroupOf } from '../model/status-group.ts';

interface FacetListProps {
  readonly title: string;
  readonly facet: 'status' | 'type' | 'priority' | 'tag';
  readonly values: readonly FacetValue[];
  readonly onToggle: (value: string) => void;
}

/** Values shown before the rest is asked for. */
const FEW = 8;

/** The values of one kind, each with how many there are. */
export function FacetList({ title, facet, values, onToggle }: FacetListProps) {
  const [isWhole, setWhole] = useState(false);
  if (values.length === 0) return null;
  const most = Math.max(1, ...values.map(({ count }) => count));
  const shown = isWhole ? values : values.filter(({ isChosen }, at) => at < FEW || isChosen);
  return (
    <section className="facet">
      <h2>{title}</h2>
      <ul aria-label={title}>
        {shown.map(({ value, count, isChosen }) => (
          <li key={value}>
            <button
              type="button"
              className={count === 0 && !isChosen ? 'facet-none' : undefined}
              aria-pressed={isChosen}
              onClick={() => onToggle(value)}
              title={value}
            >
              {facet === 'status' && (
                <span className={`dot dot-${statusGroupOf(value)}`} aria-hidden="true" />
              )}
              <span className="ellipsis">{facet === 'priority' ? value.toLowerCase() : value}</span>
              <span className="facet-share" aria-hidden="true">
                <span style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className="facet-count">{formatCount(count)}</span>
            </button>
          </li>
        ))}
      </ul>
      {values.length > shown.length && (
        <button type="button" className="link-button" onClick={() => setWhole(true)}>
          {values.length - shown.length} more
        </button>
      )}
    </section>
  );
}
