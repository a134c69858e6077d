import { gql, type Client, type TypedDocumentNode } from '@urql/core';
import {
  fold,
  SPECS_CHANGED,
  type Spec,
  type SpecFilter,
  type SpecsChanged,
  type View,
} from './spec-list.ts';

const CHANGES = gql(SPECS_CHANGED) as TypedDocumentNode<SpecsChanged, { filter: SpecFilter }>;

/**
 * Keeps a list beside urql's document cache, which takes nothing from subscriptions, and shows it. Returns what ends
 * that.
 */
export function followList(client: Client, filter: SpecFilter, { show, fail }: View): () => void {
  let list: readonly Spec[] = [];
  const context = { specwire: { whenAccessChanges: 'begin-anew' } };
  // In React: useSubscription({ query: CHANGES, variables: { filter } }, (list = [], data) => fold(list, data, filter)).
  const changes = client.subscription(CHANGES, { filter }, context).subscribe(({ data, error }) => {
    if (error) fail(error);
    if (!data) return;
    list = fold(list, data, filter);
    show(list);
  });
  return () => changes.unsubscribe();
}
