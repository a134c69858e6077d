/** What carries subscriptions. */
export type ClientTransport = 'websocket' | 'sse';

/**
 * - `idle`: nothing is subscribed to, so there is no connection
 * - `connecting`: for the first time
 * - `live`: connected, by the transport that is preferred
 * - `fallback`: connected by another one; the preferred one is tried again later
 * - `resuming`: the connection was lost a moment ago, and is being made anew
 * - `offline`: no transport gets through; `retryAtMs` says when they are tried again
 * - `refused`: the server does not let this client in; it is asked again for the next subscription, or by `reconnect`
 */
export type ClientState = 'idle' | 'connecting' | 'live' | 'fallback' | 'resuming' | 'offline' | 'refused';

/** How things stand with the connection; a new object for each change. */
export interface ClientStatus {
  readonly state: ClientState;
  /** What subscriptions come over at present, `null` while they do not. */
  readonly transport: ClientTransport | null;
  /** Of the last ping, in milliseconds; `null` before the first, and without a connection. */
  readonly roundTripMs: number | null;
  /** Why it is not `live`, in words for people; `null` where there is nothing to say. */
  readonly reason: string | null;
  /** When it tries again, in milliseconds since 1970; `null` where no attempt is planned. */
  readonly retryAtMs: number | null;
}

export const IDLE: ClientStatus = {
  state: 'idle',
  transport: null,
  roundTripMs: null,
  reason: null,
  retryAtMs: null,
};
