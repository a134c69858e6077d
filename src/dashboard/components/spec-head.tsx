import { useEffect, useRef } from 'react';
import type { SpecPageFieldsFragment } from '../../client/generated/graphql.ts';
import { useObservable } from '../hooks/use-observable.ts';
import type { Highlight } from '../model/highlights.ts';
import { ancestorsOf, type TreeNode } from '../model/spec-tree.ts';
import { hrefOfSpec } from '../model/url-state.ts';
import { listUi } from '../page/list-ui.ts';
import { ChangeText } from './change-text.tsx';
import { Icon } from './icon.tsx';
import { PriorityMark } from './priority-mark.tsx';
import { StatusPill } from './status-pill.tsx';

interface SpecHeadProps {
  readonly spec: SpecPageFieldsFragment;
  /** Its place in the tree; none where it is deleted. */
  readonly node: TreeNode | undefined;
  readonly isDeleted: boolean;
  readonly highlight: Highlight | undefined;
}

/** Where a spec stands and what it is called, and what has just changed of it. */
export function SpecHead({ spec, node, isDeleted, highlight }: SpecHeadProps) {
  const { search } = useObservable(listUi);
  const heading = useRef<HTMLHeadingElement>(null);
  // What was focused has gone with the view before.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header className="spec-head">
      <nav className="crumbs" aria-label="Above this spec">
        <a href={`/${search}`} className="crumb-all">
          <Icon name="back" />
          Specs
        </a>
        {node &&
          ancestorsOf(node).map(({ spec: { id, title } }) => (
            <a key={id} href={hrefOfSpec(id)} title={title}>
              <span className="spec-id">{id}</span>
              <span className="ellipsis">{title}</span>
            </a>
          ))}
      </nav>
      <h1 ref={heading} tabIndex={-1}>
        {spec.title}
      </h1>
      <div className="spec-marks">
        <span className="spec-id">{spec.id}</span>
        <span className="spec-type">{spec.type}</span>
        <StatusPill status={spec.status} />
        <PriorityMark priority={spec.priority} />
        <span className="spec-news" role="status">
          {isDeleted ? (
            <span className="spec-deleted">Deleted; this is what it was</span>
          ) : (
            highlight && (
              <span key={highlight.key} className="spec-news-words">
                {highlight.words ? <ChangeText words={highlight.words} withField /> : 'new'}
              </span>
            )
          )}
        </span>
      </div>
    </header>
  );
}
