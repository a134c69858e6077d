import type { SpecPriority } from '../../spec/spec.ts';
import type { ListFilter } from './list-filter.ts';

/** What the page shows. */
export type Route =
  | { readonly view: 'list' }
  | { readonly view: 'spec'; readonly id: string }
  | { readonly view: 'operator' };

/** @param path of the page's address; one that is not known shows the list */
export function parseRoute(path: string): Route {
  if (path === '/operator') return { view: 'operator' };
  const encoded = /^\/specs\/(.+)$/.exec(path)?.[1];
  const id = encoded === undefined ? undefined : decoded(encoded);
  return id === undefined ? { view: 'list' } : { view: 'spec', id };
}

/** Where a spec's page is. */
export function hrefOfSpec(id: string): string {
  return `/specs/${encodeURIComponent(id)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const PRIORITIES: readonly SpecPriority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** @param search an address's query, such as `?status=draft,review&q=card`; what is not known does not count */
export function parseFilter(search: string): ListFilter {
  const query = new URLSearchParams(search);
  const list = (name: string) => [
    ...new Set(
      query
        .getAll(name)
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter(Boolean),
    ),
  ];
  const priorities = list('priority').map((word) => word.toUpperCase());
  return {
    text: query.get('q') ?? '',
    statuses: list('status'),
    types: list('type'),
    priorities: PRIORITIES.filter((priority) => priorities.includes(priority)),
    tags: list('tag'),
    ids: list('ids'),
    hasProblems: query.get('problems') === 'yes',
  };
}

/** The query that {@link parseFilter} makes the same filter of; empty for everything. */
export function formatFilter(filter: ListFilter): string {
  const parts: readonly (readonly [string, string])[] = [
    ['q', filter.text],
    ['status', filter.statuses.join(',')],
    ['type', filter.types.join(',')],
    ['priority', filter.priorities.join(',').toLowerCase()],
    ['tag', filter.tags.join(',')],
    ['ids', filter.ids.join(',')],
    ['problems', filter.hasProblems ? 'yes' : ''],
  ];
  // Commas and asterisks may stand in a query as they are, and people read it.
  const text = parts
    .filter(([, value]) => value !== '')
    .map(
      ([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%20', '+')}`,
    )
    .join('&');
  return text === '' ? '' : `?${text}`;
}
