import type { Connection } from './connections.ts';

/** A connection as a server sees it that shuts down. */
export interface Leaving {
  /** Whether its client lacks changes that are in the log, or the network has not taken them. */
  readonly isBehind: boolean;
  /** Ends it so that its client comes back; twice is harmless. */
  leave(): void;
}

/** Whether one of a connection's subscriptions has something to deliver. */
export function lacksChanges({ subscriptions }: Connection): boolean {
  return subscriptions.some(({ source }) => source?.isBehind === true);
}
