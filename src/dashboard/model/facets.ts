import type { LiveSpec } from '../../client/live-specs.ts';
import { STATUS_GROUPS, statusGroupOf } from './status-group.ts';
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
 * The values there are to choose from, all that any spec has, so that the lists stand still while the filter changes.
 * Each list counts the specs that all the other parts of the filter let pass: what choosing a value would show.
 */
export function facetsOf(specs: Iterable<LiveSpec>, filter: ListFilter): Facets {
  const all = [...specs];
  const facet = (name: FacetName): readonly FacetValue[] => {
    const valuesOf = VALUES_OF[name];
    const passes = createListPredicate({ ...filter, [name]: [] });
    const totals = new Map<string, number>(filter[name].map((value) => [value, 0]));
    const counts = new Map<string, number>();
    for (const spec of all) {
      const values = valuesOf(spec);
      for (const value of values) totals.set(value, (totals.get(value) ?? 0) + 1);
      if (passes(spec)) for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const chosen = new Set<string>(filter[name]);
    return [...totals.keys()]
      .sort(
        (a, b) => rankOf(name, a) - rankOf(name, b) || totals.get(b)! - totals.get(a)! || (a < b ? -1 : 1),
      )
      .map((value) => ({ value, count: counts.get(value) ?? 0, isChosen: chosen.has(value) }));
  };
  return {
    statuses: facet('statuses'),
    types: facet('types'),
    priorities: facet('priorities'),
    tags: facet('tags'),
  };
}

/** What has an order of its own keeps it; the rest is by how many have it. */
function rankOf(name: FacetName, value: string): number {
  if (name === 'priorities') return URGENCY.indexOf(value);
  return name === 'statuses' ? STATUS_GROUPS.indexOf(statusGroupOf(value)) : 0;
}
