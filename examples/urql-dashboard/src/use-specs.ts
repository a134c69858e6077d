import { useState } from 'react';
import { useSubscription } from 'urql';
import { fold, type Filter, type Spec } from './fold.ts';
import { SpecsChangedDocument, type SpecsChangedSubscription } from './gql/graphql.ts';

export interface LiveList {
  /** `undefined` before the first of them are there. */
  readonly specs: readonly Spec[] | undefined;
  /** Whether they are by another filter, from an earlier time, or kept current no more. */
  readonly isStale: boolean;
  /** Why the list is kept current no more. A lost connection is no error: it is resumed. */
  readonly error: Error | undefined;
  readonly restart: () => void;
}

/** A list, and what it is by. */
interface Followed {
  readonly filter: Filter;
  readonly specs: readonly Spec[];
}

const CONTEXT = { specwire: { whenAccessChanges: 'begin-anew' } };

/**
 * The specs that match, kept current beside urql's cache, which takes nothing from subscriptions. Use it once for a
 * filter and hand the list on: urql lets those who subscribe to the same share one subscription, and one that comes
 * later would miss the snapshot.
 */
export function useSpecs(filter: Filter): LiveList {
  const [{ data, error }, execute] = useSubscription<SpecsChangedSubscription, Followed, { filter: Filter }>(
    { query: SpecsChangedDocument, variables: { filter }, context: CONTEXT },
    (before, delivery) => ({
      filter,
      specs: fold(before?.filter === filter ? before.specs : [], delivery, filter),
    }),
  );
  // urql forgets the list where it ends with an error.
  const [shown, setShown] = useState(data);
  if (data && data !== shown) setShown(data);
  return {
    specs: shown?.specs,
    isStale: data?.filter !== filter,
    // The error of Specwire's client, where it is one.
    error: error?.networkError ?? error,
    restart: () => execute(),
  };
}
