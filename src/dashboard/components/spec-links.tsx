import { formatCount } from '../model/format.ts';
import type { Relation } from '../model/relations.ts';
import { statusGroupOf } from '../model/status-group.ts';
import { hrefOfSpec } from '../model/url-state.ts';

/** Other specs that one has to do with; nothing where there are none. */
export function SpecLinks({
  title,
  relations,
}: {
  readonly title: string;
  readonly relations: readonly Relation[];
}) {
  if (relations.length === 0) return null;
  return (
    <section>
      <h2>
        {title} <span className="side-count">{formatCount(relations.length)}</span>
      </h2>
      <ul className="spec-links">
        {relations.map(({ id, spec }) => (
          <li key={id}>
            {spec ? (
              <a href={hrefOfSpec(id)} title={`${spec.title} (${spec.status ?? 'no status'})`}>
                <span
                  className={`dot dot-${statusGroupOf(spec.status)}`}
                  role="img"
                  aria-label={spec.status ?? 'no status'}
                />
                <span className="spec-id">{id}</span>
                <span className="ellipsis">{spec.title}</span>
              </a>
            ) : (
              <span className="spec-link-missing" title="There is no such spec in sight">
                <span className="dot" aria-hidden="true" />
                <span className="spec-id">{id}</span>
                <span>not found</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
