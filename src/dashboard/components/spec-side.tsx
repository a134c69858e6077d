import type { SpecPageFieldsFragment } from '../../client/generated/graphql.ts';
import type { LiveSpec } from '../../client/live-specs.ts';
import type { FeedEntry } from '../model/feed.ts';
import { dependenciesOf, dependentsOf } from '../model/relations.ts';
import { ownProgress } from '../model/progress.ts';
import type { TreeNode } from '../model/spec-tree.ts';
import { ProgressBar } from './progress-bar.tsx';
import { SpecHistory } from './spec-history.tsx';
import { SpecLinks } from './spec-links.tsx';
import { SpecMetadata } from './spec-metadata.tsx';

interface SpecSideProps {
  readonly spec: SpecPageFieldsFragment;
  readonly node: TreeNode | undefined;
  readonly specs: ReadonlyMap<string, LiveSpec>;
  readonly feed: readonly FeedEntry[];
}

/** What goes with a spec's text. */
export function SpecSide({ spec, node, specs, feed }: SpecSideProps) {
  const { done, total } = spec.checklist;
  const children = node?.children.map((child) => ({ id: child.spec.id, spec: child.spec })) ?? [];
  return (
    <aside className="spec-side" aria-label="About this spec">
      <section>
        <h2>Progress</h2>
        <ProgressBar progress={node?.progress ?? ownProgress(spec)} label={`Progress of ${spec.id}`} />
        {total > 0 && (
          <p className="side-words">
            {done} of {total} on its checklist
          </p>
        )}
      </section>
      <SpecLinks title="Depends on" relations={dependenciesOf(spec, specs)} />
      <SpecLinks title="Needed by" relations={dependentsOf(spec.id, specs)} />
      <SpecLinks title="Children" relations={children} />
      <SpecMetadata spec={spec} />
      <SpecHistory id={spec.id} feed={feed} />
    </aside>
  );
}
