import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { ChoicesDocument } from './gql/graphql.ts';

/** From the last change until the server is asked, so that a burst asks once, in milliseconds. */
const QUIET_MS = 300;

export interface Choices {
  readonly types: readonly string[];
  readonly statuses: readonly string[];
}

/** The words that specs have for types and statuses, asked for anew whenever the list is another. */
export function useChoices(list: unknown): Choices {
  const { data, refetch } = useQuery(ChoicesDocument, { fetchPolicy: 'network-only' });
  useEffect(() => {
    if (list === undefined) return;
    // Nothing is lost where this fails: the list says so if it fails too, and asks again when it goes on.
    const timer = setTimeout(() => void refetch().catch(() => undefined), QUIET_MS);
    return () => clearTimeout(timer);
  }, [refetch, list]);
  return {
    types: wordsOf(data?.stats.byType),
    statuses: wordsOf(data?.stats.byStatus),
  };
}

function wordsOf(counts: readonly { readonly key: string }[] = []): string[] {
  return counts.map(({ key }) => key).sort();
}
