import type { ClientState, ClientStatus } from '../../client/client-status.ts';

/** How the connection is told of. */
export interface StatusWords {
  readonly label: string;
  readonly tone: 'good' | 'fair' | 'waiting' | 'bad';
  /** What it means for the reader. */
  readonly meaning: string;
}

const WORDS: Readonly<Record<ClientState, StatusWords>> = {
  idle: { label: 'Idle', tone: 'waiting', meaning: 'Nothing is followed at present.' },
  connecting: { label: 'Connecting', tone: 'waiting', meaning: 'The first connection is being made.' },
  live: { label: 'Live', tone: 'good', meaning: 'Every change arrives as it is committed.' },
  fallback: {
    label: 'Fallback',
    tone: 'fair',
    meaning: 'Every change arrives, over an event stream. WebSocket is tried again from time to time.',
  },
  resuming: {
    label: 'Resuming',
    tone: 'waiting',
    meaning: 'The connection was lost a moment ago. What happens meanwhile is caught up with.',
  },
  offline: {
    label: 'Offline',
    tone: 'bad',
    meaning: 'The server cannot be reached. What you see is as it was last; it is caught up with later.',
  },
  refused: { label: 'Refused', tone: 'bad', meaning: 'The server does not let this page in.' },
};

export function statusWords({ state }: Pick<ClientStatus, 'state'>): StatusWords {
  return WORDS[state];
}

const TRANSPORTS = { websocket: 'WebSocket', sse: 'Event stream (SSE)' } as const;

/** What carries the changes, in words. */
export function transportWords({ transport }: Pick<ClientStatus, 'transport'>): string {
  return transport === null ? 'None' : TRANSPORTS[transport];
}

/** When the next attempt is, in words; `null` where none is planned. */
export function nextAttemptWords(
  { retryAtMs }: Pick<ClientStatus, 'retryAtMs'>,
  nowMs: number,
): string | null {
  if (retryAtMs === null) return null;
  const seconds = Math.ceil((retryAtMs - nowMs) / 1_000);
  return seconds <= 0 ? 'now' : `in ${seconds} s`;
}
