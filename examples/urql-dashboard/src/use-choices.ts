import { useEffect } from 'react';
import { useQuery } from 'urql';
import { ChoicesDocument } from './gql/graphql.ts';

/** From the last change until the server is asked, so that a burst asks once, in milliseconds. */
const QUIET_MS = 300;

export interface Choices {
  readonly types: readonly string[];
  readonly statuses: readonly string[];
}

/** The words that specs have for types and statuses, asked for anew whenever the list is another. */
export function useChoices(list: unknown): Choices {
  const [{ data }, ask] = useQuery({ query: ChoicesDocument, variables: {}, requestPolicy: 'network-only' });
  useEffect(() => {
    if (list === undefined) return;
    const timer = setTimeout(ask, QUIET_MS);
    return () => clearTimeout(timer);
  }, [ask, list]);
  return {
    types: wordsOf(data?.stats.byType),
    statuses: wordsOf(data?.stats.byStatus),
  };
}

function wordsOf(counts: readonly { readonly key: string }[] = []): string[] {
  return counts.map(({ key }) => key).sort();
}
