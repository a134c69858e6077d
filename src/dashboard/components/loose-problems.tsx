import { useEffect } from 'react';
import { useQuery } from 'urql';
import { ProblemsDocument } from '../../client/generated/graphql.ts';
import { useLive } from '../hooks/use-session.ts';
import { asUrqlDocument } from '../urql-client.ts';
import { SpecProblems } from './spec-problems.tsx';

const DOCUMENT = asUrqlDocument(ProblemsDocument);
/** How often they are asked for: no subscription tells of them. */
const READ_MS = 5_000;

/** What is wrong in files that give no spec, so that it stands in no line of the list. */
export function LooseProblems() {
  const { idsByPath } = useLive();
  const [{ data }, read] = useQuery({ query: DOCUMENT, variables: {}, requestPolicy: 'network-only' });
  useEffect(() => {
    const timer = setInterval(() => read({ requestPolicy: 'network-only' }), READ_MS);
    return () => clearInterval(timer);
  }, [read]);
  const problems = (data?.problems ?? []).filter(({ path }) => !idsByPath.has(path));
  return <SpecProblems problems={problems} where="in files that give no spec" />;
}
