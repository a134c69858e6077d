import type { SpecPriority } from '../../client/generated/graphql.ts';

const BARS: Readonly<Record<SpecPriority, number>> = { CRITICAL: 4, HIGH: 3, MEDIUM: 2, LOW: 1 };

/** A priority as bars, named for those who cannot see them. */
export function PriorityMark({ priority }: { readonly priority: SpecPriority | null | undefined }) {
  const name = priority ? priority.toLowerCase() : 'none';
  return (
    <span
      className={`priority priority-${name}`}
      role="img"
      aria-label={`Priority: ${name}`}
      title={`Priority: ${name}`}
    >
      {priority === 'CRITICAL' ? (
        <span className="priority-critical-mark">!</span>
      ) : (
        [1, 2, 3].map((bar) => (
          <span key={bar} className={priority && bar <= BARS[priority] ? 'bar bar-on' : 'bar'} />
        ))
      )}
    </span>
  );
}
