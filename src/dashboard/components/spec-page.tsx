import { memo, useMemo } from 'react';
import { useSubscription } from 'urql';
import { SpecPageDocument, type SpecPageSubscription } from '../../client/generated/graphql.ts';
import { useLive } from '../hooks/use-session.ts';
import { useTitle } from '../hooks/use-title.ts';
import { useObservable } from '../hooks/use-observable.ts';
import { SpecBody } from '../markdown/SpecBody.tsx';
import { bodyText } from '../model/body-text.ts';
import { pageAfter, type SpecPageState } from '../model/spec-page.ts';
import { hrefOfSpec } from '../model/url-state.ts';
import { listUi } from '../page/list-ui.ts';
import { navigate } from '../page/location.ts';
import { asUrqlDocument } from '../urql-client.ts';
import { EmptyState } from './empty-state.tsx';
import { Skeleton } from './skeleton.tsx';
import { SpecHead } from './spec-head.tsx';
import { SpecProblems } from './spec-problems.tsx';
import { SpecSide } from './spec-side.tsx';
import '../markdown/spec-body.css';
import '../styles/problems.css';
import '../styles/spec.css';

/** Drawn anew for what it shows, not for each change of any other spec. */
const Body = memo(SpecBody);

const DOCUMENT = asUrqlDocument(SpecPageDocument);

/** One spec, whole, and current while it is open. */
export function SpecPage({ id }: { readonly id: string }) {
  const { specs, tree, idsByPath, feed, highlights } = useLive();
  const { search } = useObservable(listUi);
  const [{ data: page, error }] = useSubscription<SpecPageSubscription, SpecPageState, { id: string }>(
    { query: DOCUMENT, variables: { id } },
    (state, delivery) => pageAfter(state, delivery, id),
  );
  const specIds = useMemo(() => new Set(idsByPath.values()), [idsByPath]);
  useTitle(page?.spec ? `${id} ${page.spec.title}` : id);

  if (error) {
    return (
      <main className="whole-page">
        <EmptyState title={`${id} cannot be shown`}>{error.message}</EmptyState>
      </main>
    );
  }
  if (!page) return <Skeleton />;
  const { spec, previousBody, isDeleted } = page;
  if (!spec) {
    return (
      <main className="whole-page">
        <EmptyState
          title={`There is no spec ${id}`}
          action={{ label: 'All specs', run: () => navigate(`/${search}`) }}
        >
          It may have been renamed or deleted, or be out of your sight. If it appears, it is shown here.
        </EmptyState>
      </main>
    );
  }
  return (
    <div className="spec-page">
      <main className={isDeleted ? 'spec-main spec-main-deleted' : 'spec-main'}>
        <SpecHead
          spec={spec}
          node={tree.nodes.get(id)}
          isDeleted={isDeleted}
          highlight={highlights.get(id)}
        />
        <SpecProblems problems={spec.problems} />
        {spec.body.trim() === '' ? (
          <p className="spec-no-body">This spec has no text below its metadata.</p>
        ) : (
          <Body
            body={bodyText(spec.body, spec.title)}
            previousBody={previousBody === null ? undefined : bodyText(previousBody, spec.title)}
            specIds={specIds}
            path={spec.path}
            pathToId={idsByPath}
            hrefOf={hrefOfSpec}
          />
        )}
      </main>
      <SpecSide spec={spec} node={tree.nodes.get(id)} specs={specs} feed={feed} />
    </div>
  );
}
