import type { LiveSpec } from '../../client/live-specs.ts';
import { createListPredicate, type FilterList, type ListFilter } from './list-filter.ts';

/** One value that specs have, and how many have it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
  readonly isChosen: boolean;
}

type FacetName = Exclude<FilterList, 'ids'>;
export type Facets = Readonly<Record<FacetName, readonly FacetValue[]>>;

const URGENCY = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

const VALUES_OF: Readonly<Record<FacetName, (spec: LiveSpec) => readonly string[]>> = {
  statuses: ({ status }) => (status == null ? [] : [status]),
  types: ({ type }) => [type],
  priorities: ({ priority }) => (priority == null ? [] : [priority]),
  tags: ({ tags }) => tags,
};

/**
 * The values there are to choose from. Each list counts the specs that all the other parts of the filter let pass, so
 * that it says what choosing a value would show. Most frequent first; priorities by urgency.
 */
export function facetsOf(specs: Iterable<LiveSpec>, filter: ListFilter): Facets {
  const all = [...specs];
  const facet = (name: FacetName): readonly FacetValue[] => {
    const passes = createListPredicate({ ...filter, [name]: [] });
    const counts = new Map<string, number>(filter[name].map((value) => [value, 0]));
    for (const spec of all) {
      if (!passes(spec)) continue;
      for (const value of VALUES_OF[name](spec)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const chosen = new Set<string>(filter[name]);
    const values = [...counts].map(([value, count]) => ({ value, count, isChosen: chosen.has(value) }));
    const byCount = (a: FacetValue, b: FacetValue) => b.count - a.count || (a.value < b.value ? -1 : 1);
    const byUrgency = (a: FacetValue, b: FacetValue) => URGENCY.indexOf(a.value) - URGENCY.indexOf(b.value);
    return values.sort(name === 'priorities' ? byUrgency : byCount);
  };
  return {
    statuses: facet('statuses'),
    types: facet('types'),
    priorities: facet('priorities'),
    tags: facet('tags'),
  };
}
