import { useState } from 'react';
import type { Spec } from './fold.ts';

interface Props {
  /** `undefined` before the first of them are there. */
  readonly specs: readonly Spec[] | undefined;
  /** Whether they are not what is asked for now. */
  readonly isStale: boolean;
}

/** The list. */
export function SpecTable({ specs, isStale }: Props) {
  if (!specs) return null;
  if (specs.length === 0 && !isStale) return <p className="empty">No spec matches.</p>;
  return (
    <table aria-busy={isStale}>
      <thead>
        <tr>
          <th scope="col">ID</th>
          <th scope="col">Title</th>
          <th scope="col">Type</th>
          <th scope="col">Status</th>
          <th scope="col">Priority</th>
        </tr>
      </thead>
      <tbody>
        {specs.map((spec) => (
          <SpecRow key={spec.id} spec={spec} />
        ))}
      </tbody>
    </table>
  );
}

function SpecRow({ spec: { id, title, type, status, priority, tags, revision } }: { readonly spec: Spec }) {
  const [seen, setSeen] = useState({ revision, isChanged: false });
  if (seen.revision !== revision) setSeen({ revision, isChanged: true });
  return (
    // Another key for each revision, so that each lights up anew.
    <tr key={revision} className={seen.isChanged ? 'changed' : undefined}>
      <td className="id">{id}</td>
      <td className="title">
        {title}
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </td>
      <td className="type">{type}</td>
      <td className="status">{status !== null && <span data-status={status}>{status}</span>}</td>
      <td className="priority" data-priority={priority}>
        {priority?.toLowerCase()}
      </td>
    </tr>
  );
}
