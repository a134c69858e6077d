import { useCallback, useMemo } from 'react';
import type { ListFilter } from '../model/list-filter.ts';
import { formatFilter, parseFilter } from '../model/url-state.ts';
import { navigate, pageLocation } from '../page/location.ts';
import { useObservable } from './use-observable.ts';

/** The filter in the page's address, and what puts another one there. */
export function useListFilter(): readonly [ListFilter, (filter: ListFilter, replace?: boolean) => void] {
  const { search } = useObservable(pageLocation);
  const filter = useMemo(() => parseFilter(search), [search]);
  const setFilter = useCallback(
    // From another view it is a step that one can go back.
    (next: ListFilter, replace = false) =>
      navigate(`/${formatFilter(next)}`, { replace: replace && pageLocation.get().path === '/' }),
    [],
  );
  return [filter, setFilter];
}
