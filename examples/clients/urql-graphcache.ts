import { Client, gql, type TypedDocumentNode } from '@urql/core';
import { cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache';
import { createSpecClient } from 'specwire/client';
import { createSpecwireExchange } from 'specwire/client/urql';
import {
  fold,
  POSSIBLE_TYPES,
  SPECS,
  SPECS_CHANGED,
  type SpecFilter,
  type Specs,
  type SpecsChanged,
  type View,
} from './spec-list.ts';

const LIST = gql(SPECS) as TypedDocumentNode<Specs, { filter: SpecFilter }>;
const CHANGES = gql(SPECS_CHANGED) as TypedDocumentNode<SpecsChanged, { filter: SpecFilter }>;

/** Puts a delivery into the list that has the same filter. */
const specsChanged: UpdateResolver = (result, args, cache) => {
  const data = result as unknown as SpecsChanged;
  const { filter } = args as { filter: SpecFilter };
  cache.updateQuery({ query: LIST, variables: { filter } }, (before) => ({
    specs: { __typename: 'SpecConnection' as const, nodes: fold(before?.specs.nodes ?? [], data, filter) },
  }));
  for (const { __typename, specId } of data.specsChanged.changes) {
    // Every other query that shows it is asked again.
    if (__typename === 'SpecDeleted') cache.invalidate({ __typename: 'Spec', id: specId });
  }
};

/** What has no ID, and is kept where it stands. */
const embedded = () => null;

/** urql with a normalised cache, over Specwire's client. */
export function followSpecs(url: string, filter: SpecFilter, { show, fail }: View): () => void {
  const specwire = createSpecClient({ url });
  const cache = cacheExchange({
    possibleTypes: POSSIBLE_TYPES,
    keys: {
      SpecBatch: embedded,
      SpecConnection: embedded,
      SpecCreated: embedded,
      SpecDeleted: embedded,
      SpecUpdated: embedded,
    },
    updates: { Subscription: { specsChanged } },
  });
  const client = new Client({ url, exchanges: [cache, createSpecwireExchange(specwire)] });

  const context = { specwire: { whenAccessChanges: 'begin-anew' } };
  const changes = client.subscription(CHANGES, { filter }, context).subscribe(({ error }) => {
    if (error) fail(error);
  });
  // In React: useQuery({ query: LIST, variables: { filter }, requestPolicy: 'cache-only' }).
  const shown = client.query(LIST, { filter }, { requestPolicy: 'cache-only' }).subscribe(({ data }) => {
    if (data) show(data.specs.nodes);
  });

  return () => {
    changes.unsubscribe();
    shown.unsubscribe();
    specwire.dispose();
  };
}
