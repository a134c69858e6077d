import { createObservable, type Observable } from '../store/observable.ts';

/** The page's address, as far as the views read it. */
export interface PageLocation {
  readonly path: string;
  /** With its `?`; empty without a query. */
  readonly search: string;
}

const current = createObservable<PageLocation>(read());
addEventListener('popstate', () => current.set(read()));

export const pageLocation: Observable<PageLocation> = current;

/** Shows what is at another address of the dashboard. */
export function navigate(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  current.set(read());
}

/** Whether an address is the dashboard's own, so that it can be shown without loading anything. */
export function isOwnPath(path: string): boolean {
  return path === '/' || path === '/operator' || path.startsWith('/specs/');
}

function read(): PageLocation {
  return { path: location.pathname, search: location.search };
}
