import { gql, type ApolloClient, type TypedDocumentNode } from '@apollo/client';
import {
  fold,
  SPECS,
  SPECS_CHANGED,
  type SpecFilter,
  type Specs,
  type SpecsChanged,
  type View,
} from './spec-list.ts';

/** The query that the list is kept as. */
export const LIST: TypedDocumentNode<Specs, { filter: SpecFilter }> = gql(SPECS);
const CHANGES: TypedDocumentNode<SpecsChanged, { filter: SpecFilter }> = gql(SPECS_CHANGED);

/** Keeps a list in Apollo's cache current, and shows it. Returns what ends that. */
export function followList(client: ApolloClient, filter: SpecFilter, { show, fail }: View): () => void {
  const list = { query: LIST, variables: { filter } };
  const { cache } = client;

  const changes = client
    .subscribe({
      query: CHANGES,
      variables: { filter },
      // Apollo would let two subscribers share one subscription, and the second would miss the snapshot.
      context: { queryDeduplication: false, specwire: { whenAccessChanges: 'begin-anew' } },
    })
    .subscribe(({ data, error }) => {
      if (error) fail(error);
      if (!data) return;
      // Apollo has put what is in `spec { id … }` into its place by now, wherever it is shown.
      cache.updateQuery(list, (before) => ({
        specs: {
          __typename: 'SpecConnection' as const,
          nodes: fold(before?.specs.nodes ?? [], data, filter),
        },
      }));
      for (const { __typename, specId } of data.specsChanged.changes) {
        // Out of every other list and detail too.
        if (__typename === 'SpecDeleted')
          cache.evict({ id: cache.identify({ __typename: 'Spec', id: specId })! });
      }
    });

  // In React: useQuery(LIST, { variables: { filter }, fetchPolicy: 'cache-only' }).
  const shown = client.watchQuery({ ...list, fetchPolicy: 'cache-only' }).subscribe(({ data, dataState }) => {
    if (dataState === 'complete') show(data.specs.nodes);
  });

  return () => {
    changes.unsubscribe();
    shown.unsubscribe();
  };
}
