import { useSubscription } from 'urql';
import {
  ServerStatusTicksDocument,
  type ServerStatusTicksSubscription,
} from '../../client/generated/graphql.ts';
import { useTitle } from '../hooks/use-title.ts';
import { errorCode } from '../model/error-code.ts';
import { historyAfter, type StatusHistory } from '../model/status-history.ts';
import { asUrqlDocument } from '../urql-client.ts';
import { ConnectionTable } from './connection-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { ServerFacts } from './server-facts.tsx';
import { ServerTiles } from './server-tiles.tsx';
import { Skeleton } from './skeleton.tsx';
import '../styles/operator.css';

const DOCUMENT = asUrqlDocument(ServerStatusTicksDocument);
/** Between two figures. */
const EVERY_SECONDS = 2;

/** The server as its operator wants to see it. */
export function OperatorView() {
  useTitle('Operator');
  const [{ data: history, error }] = useSubscription<
    ServerStatusTicksSubscription,
    StatusHistory,
    { everySeconds: number }
  >({ query: DOCUMENT, variables: { everySeconds: EVERY_SECONDS } }, historyAfter);

  if (error) {
    const isForbidden = errorCode(error) === 'FORBIDDEN';
    return (
      <main className="whole-page">
        <EmptyState title={isForbidden ? 'This view is for operators' : 'The server’s state cannot be shown'}>
          {isForbidden ? (
            <>
              Your token lets you see specs, but not the server’s own state: for that it needs the permission{' '}
              <code>operator</code>. Whoever runs the server can give it.
            </>
          ) : (
            error.message
          )}
        </EmptyState>
      </main>
    );
  }
  if (!history) return <Skeleton />;
  return (
    <main className="operator">
      <ServerTiles history={history} />
      <ServerFacts status={history.status} />
      <ConnectionTable atMs={history.samples.at(-1)!.atMs} />
    </main>
  );
}
