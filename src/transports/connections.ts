import { randomUUID } from 'node:crypto';

type Transport = 'WEBSOCKET' | 'SSE';

/** One running subscription, as an operator sees it. */
export interface ActiveSubscription {
  /** The operation's ID on its connection. */
  readonly id: string;
  readonly operationName: string | null;
  /** The root field. */
  readonly field: string;
  readonly startedAtMs: number;
  /** The filter as given; set by the field that has one. */
  filter: unknown;
  /** Deliveries that the connection has taken. */
  delivered: number;
  /** Changes that reached the client joined into another. */
  conflated: number;
}

/** One open WebSocket, or one open event stream. */
export interface Connection {
  readonly id: string;
  readonly transport: Transport;
  readonly connectedAtMs: number;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
  /** The last sign of life. */
  lastSeenAtMs: number;
  /** Of the last ping; `null` before the first pong, and over SSE. */
  roundTripMs: number | null;
  readonly subscriptions: ReadonlyMap<string, ActiveSubscription>;
}

/** Since the start of the process. */
export interface ConnectionTotals {
  readonly websocket: number;
  readonly sse: number;
  readonly peak: number;
  readonly opened: number;
  readonly closed: number;
  readonly pruned: number;
  readonly refused: number;
}

/** What a transport holds of a connection: the record, and the means to keep it true. */
export interface ConnectionHandle {
  readonly connection: Connection;
  /** Notes a subscription until the returned function is called; calling it twice is harmless. */
  addSubscription(subscription: {
    readonly id: string;
    readonly operationName: string | null;
    readonly field: string;
  }): { readonly subscription: ActiveSubscription; remove(): void };
  /** Notes a sign of life. */
  seen(roundTripMs?: number): void;
  /** Notes the end, with all that is left of it; calling it twice is harmless. */
  close(reason?: 'pruned'): void;
}

/** Every open connection of this node. */
export interface ConnectionRegistry {
  readonly totals: ConnectionTotals;
  /** In the order in which they were opened. */
  all(): Connection[];
  get(id: string): Connection | undefined;
  open(details: {
    readonly transport: Transport;
    readonly remoteAddress: string | null;
    readonly userAgent: string | null;
  }): ConnectionHandle;
  /** Notes a connection that was turned away. */
  refuse(): void;
}

export function createConnectionRegistry(now: () => number = Date.now): ConnectionRegistry {
  const connections = new Map<string, Connection>();
  const count = { WEBSOCKET: 0, SSE: 0 };
  const totals = { peak: 0, opened: 0, closed: 0, pruned: 0, refused: 0 };

  return {
    get totals() {
      return { websocket: count.WEBSOCKET, sse: count.SSE, ...totals };
    },
    all: () => [...connections.values()],
    get: (id) => connections.get(id),
    open({ transport, remoteAddress, userAgent }) {
      const subscriptions = new Map<string, ActiveSubscription>();
      const connection: Connection = {
        id: randomUUID(),
        transport,
        connectedAtMs: now(),
        lastSeenAtMs: now(),
        remoteAddress,
        userAgent,
        roundTripMs: null,
        subscriptions,
      };
      connections.set(connection.id, connection);
      count[transport] += 1;
      totals.opened += 1;
      totals.peak = Math.max(totals.peak, connections.size);
      return {
        connection,
        addSubscription({ id, operationName, field }) {
          const subscription: ActiveSubscription = {
            id,
            operationName,
            field,
            startedAtMs: now(),
            filter: null,
            delivered: 0,
            conflated: 0,
          };
          subscriptions.set(id, subscription);
          return {
            subscription,
            remove: () => {
              // The ID may have been taken again by now; only this subscription's own entry goes.
              if (subscriptions.get(id) === subscription) subscriptions.delete(id);
            },
          };
        },
        seen(roundTripMs) {
          connection.lastSeenAtMs = now();
          if (roundTripMs !== undefined) connection.roundTripMs = roundTripMs;
        },
        close(reason) {
          if (!connections.delete(connection.id)) return;
          subscriptions.clear();
          count[transport] -= 1;
          totals.closed += 1;
          if (reason === 'pruned') totals.pruned += 1;
        },
      };
    },
    refuse() {
      totals.refused += 1;
    },
  };
}
