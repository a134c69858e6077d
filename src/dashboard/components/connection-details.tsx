import type { ClientStatus } from '../../client/client-status.ts';
import { useNow } from '../hooks/use-now.ts';
import { useSession } from '../hooks/use-session.ts';
import { formatMs } from '../model/format.ts';
import { nextAttemptWords, statusWords, transportWords } from '../model/status-words.ts';

/** What there is to know of the connection. */
export function ConnectionDetails({ status }: { readonly status: ClientStatus }) {
  const { client } = useSession();
  const nextAttempt = nextAttemptWords(status, useNow(1_000));
  const { label, meaning } = statusWords(status);
  const mayTry = status.state !== 'live' && status.state !== 'connecting';
  return (
    <>
      <h2 className="popover-title">{label}</h2>
      <p>{meaning}</p>
      <dl className="facts">
        <dt>Transport</dt>
        <dd>{transportWords(status)}</dd>
        <dt>Round trip</dt>
        <dd>{formatMs(status.roundTripMs)}</dd>
        {status.reason !== null && (
          <>
            <dt>Reason</dt>
            <dd>{status.reason}</dd>
          </>
        )}
        {nextAttempt !== null && (
          <>
            <dt>Next attempt</dt>
            <dd>{nextAttempt}</dd>
          </>
        )}
      </dl>
      {mayTry && (
        <button type="button" className="button" onClick={() => client.reconnect()}>
          Try now
        </button>
      )}
    </>
  );
}
