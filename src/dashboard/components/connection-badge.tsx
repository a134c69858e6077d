import { useObservable } from '../hooks/use-observable.ts';
import { useSession } from '../hooks/use-session.ts';
import { statusWords } from '../model/status-words.ts';
import { ConnectionDetails } from './connection-details.tsx';

/** How the connection is, in a word; pressed, it explains itself. */
export function ConnectionBadge() {
  const status = useObservable(useSession().status);
  const { label, tone } = statusWords(status);
  return (
    <>
      <button
        type="button"
        className={`badge badge-${tone}`}
        popoverTarget="connection"
        aria-label={`Connection: ${label}`}
      >
        <span className="badge-dot" aria-hidden="true" />
        <span className="badge-label" role="status">
          {label}
        </span>
      </button>
      <div id="connection" popover="auto" className="popover" role="dialog" aria-label="Connection">
        <ConnectionDetails status={status} />
      </div>
    </>
  );
}
