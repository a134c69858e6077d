import type { ClientState } from 'specwire/client';
import { specwire } from './client.ts';
import { useConnection } from './use-connection.ts';

const LABELS: Readonly<Record<ClientState, string>> = {
  idle: 'Idle',
  connecting: 'Connecting',
  live: 'Live',
  fallback: 'Live, fallback',
  resuming: 'Resuming',
  offline: 'Offline',
  refused: 'Refused',
};

/** How the connection is, and why it is not as it should be. */
export function ConnectionBadge() {
  const { state, reason } = useConnection();
  return (
    <div className="connection" data-state={state}>
      <output className="badge">{LABELS[state]}</output>
      {/* A refusal also ends the list, which says why. */}
      {reason !== null && state !== 'refused' && <span className="reason">{reason}</span>}
      {state === 'offline' && (
        <button type="button" onClick={() => specwire.reconnect()}>
          Try now
        </button>
      )}
    </div>
  );
}
