/** A spec as the recipes show it. */
export interface Spec {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly status: string | null;
  readonly priority: Priority | null;
  readonly tags: readonly string[];
}

type Priority = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

/** Which specs. Words are written as the server normalises them: lower case, with hyphens. */
export interface SpecFilter {
  readonly ids?: readonly string[];
  readonly includeChildren?: boolean;
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  readonly priorities?: readonly Priority[];
  readonly tags?: readonly string[];
}

/** Where a recipe shows its list. */
export interface View {
  /** All specs that match, each time when there is something new. */
  readonly show: (specs: readonly Spec[]) => void;
  /** Nothing more comes. */
  readonly fail: (error: unknown) => void;
}

const SPEC_FIELDS = /* GraphQL */ `
  fragment SpecFields on Spec {
    __typename
    id
    title
    type
    status
    priority
    tags
  }
`;

/** The list, for caches that hold it by its query. */
export const SPECS = /* GraphQL */ `
  query Specs($filter: SpecFilter) {
    specs(filter: $filter, first: 500) {
      nodes {
        ...SpecFields
      }
    }
  }
  ${SPEC_FIELDS}
`;

export interface Specs {
  readonly specs: { readonly __typename?: 'SpecConnection'; readonly nodes: readonly Spec[] };
}

/** Begins with the list, goes on with what changes, and begins again with the list where it cannot go on. */
export const SPECS_CHANGED = /* GraphQL */ `
  subscription SpecsChanged($filter: SpecChangeFilter) {
    specsChanged(filter: $filter, snapshot: true) {
      __typename
      cursor
      snapshot {
        ...SpecFields
      }
      changes {
        __typename
        specId
        ... on SpecCreated {
          spec {
            ...SpecFields
          }
        }
        ... on SpecUpdated {
          spec {
            ...SpecFields
          }
        }
      }
    }
  }
  ${SPEC_FIELDS}
`;

/** What a normalised cache wants to know of the types in it. */
export const POSSIBLE_TYPES = { SpecChange: ['SpecCreated', 'SpecUpdated', 'SpecDeleted'] };

export interface SpecsChanged {
  readonly specsChanged: {
    readonly snapshot: readonly Spec[] | null;
    readonly changes: readonly Change[];
  };
}

type Change =
  | { readonly __typename: 'SpecCreated' | 'SpecUpdated'; readonly specId: string; readonly spec: Spec }
  | { readonly __typename: 'SpecDeleted'; readonly specId: string };

/** The list after a delivery. To get one twice is harmless. */
export function fold(
  list: readonly Spec[],
  { specsChanged: { snapshot, changes } }: SpecsChanged,
  filter: SpecFilter,
): readonly Spec[] {
  const specs = new Map((snapshot ?? list).map((spec) => [spec.id, spec]));
  for (const change of changes) {
    // The server also tells of a spec that has left the list, once; what it is now says so.
    if ('spec' in change && belongs(change.spec, filter)) specs.set(change.specId, change.spec);
    else specs.delete(change.specId);
  }
  return [...specs.values()].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/** By what may change: a spec's ID stays, so the server alone goes by `ids`. */
function belongs(
  { type, status, priority, tags }: Spec,
  { types, statuses, priorities, tags: wanted }: SpecFilter,
): boolean {
  const isIn = <T>(values: readonly T[] | undefined, value: T | null) =>
    !values?.length || (value !== null && values.includes(value));
  return (
    isIn(types, type) &&
    isIn(statuses, status) &&
    isIn(priorities, priority) &&
    (!wanted?.length || tags.some((tag) => wanted.includes(tag.toLowerCase())))
  );
}
