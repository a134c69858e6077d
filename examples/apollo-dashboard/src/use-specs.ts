import { useQuery, useSubscription } from '@apollo/client/react';
import { fold, type Filter, type Spec } from './fold.ts';
import { SpecsChangedDocument, SpecsDocument } from './gql/graphql.ts';

export interface LiveList {
  /** `undefined` before the first of them are there. */
  readonly specs: readonly Spec[] | undefined;
  /** Whether they are by another filter, from an earlier time, or kept current no more. */
  readonly isStale: boolean;
  /** Why the list is kept current no more. A lost connection is no error: it is resumed. */
  readonly error: Error | undefined;
  readonly restart: () => void;
}

const CONTEXT = {
  // Apollo would let two subscribers share one subscription, and the second would miss the snapshot.
  queryDeduplication: false,
  specwire: { whenAccessChanges: 'begin-anew' },
};

/** The specs that match, kept current in Apollo's cache. */
export function useSpecs(filter: Filter): LiveList {
  const variables = { filter };
  const { data, previousData } = useQuery(SpecsDocument, { variables, fetchPolicy: 'cache-only' });
  const { loading, error, restart } = useSubscription(SpecsChangedDocument, {
    variables,
    context: CONTEXT,
    onData({ client: { cache }, data: { data } }) {
      if (!data) return;
      // Apollo has put what is in `spec { id … }` into its place by now, wherever it is shown.
      cache.updateQuery({ query: SpecsDocument, variables }, (before) => ({
        specs: {
          __typename: 'SpecConnection' as const,
          nodes: fold(before?.specs.nodes ?? [], data, filter),
        },
      }));
      for (const change of data.specsChanged.changes) {
        // Out of every other list and detail too.
        if (change.__typename === 'SpecDeleted')
          cache.evict({ id: cache.identify({ __typename: 'Spec', id: change.specId })! });
      }
    },
  });
  return {
    specs: (data ?? previousData)?.specs.nodes,
    isStale: loading || error !== undefined,
    error,
    restart,
  };
}
