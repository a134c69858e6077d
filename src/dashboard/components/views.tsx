import { lazy, Suspense, useEffect } from 'react';
import { useObservable } from '../hooks/use-observable.ts';
import { parseRoute, type Route } from '../model/url-state.ts';
import { listUi, setListUi } from '../page/list-ui.ts';
import { pageLocation } from '../page/location.ts';
import { signOut } from '../page/sessions.ts';
import { keptToken } from '../page/token.ts';
import { Announcer } from './announcer.tsx';
import { FaultBoundary } from './fault-boundary.tsx';
import { ListView } from './list-view.tsx';
import { SearchBox } from './search-box.tsx';
import { Skeleton } from './skeleton.tsx';
import { TopBar } from './top-bar.tsx';

const SpecPage = lazy(() => import('./spec-page.tsx').then(({ SpecPage }) => ({ default: SpecPage })));
const OperatorView = lazy(() =>
  import('./operator-view.tsx').then(({ OperatorView }) => ({ default: OperatorView })),
);

/** What the address asks for, below the bar. */
export function Views() {
  const { path, search } = useObservable(pageLocation);
  const route = parseRoute(path);
  const { view } = route;
  useEffect(() => {
    if (view === 'list' && search !== listUi.get().search) setListUi({ search, choicesInFilter: new Map() });
  }, [view, search]);
  return (
    <>
      <TopBar
        view={view}
        listHref={`/${useObservable(listUi).search}`}
        onSignOut={keptToken.read() === null ? undefined : signOut}
      >
        <SearchBox />
      </TopBar>
      <Announcer />
      <FaultBoundary key={path}>
        <Suspense fallback={<Skeleton />}>
          <View route={route} />
        </Suspense>
      </FaultBoundary>
    </>
  );
}

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'list':
      return <ListView />;
    case 'spec':
      return <SpecPage key={route.id} id={route.id} />;
    case 'operator':
      return <OperatorView />;
  }
}
