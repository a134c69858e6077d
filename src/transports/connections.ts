import { randomBytes } from 'node:crypto';
import { networkOf } from './network-of.ts';
import type { RefusalReason } from './refusals.ts';

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
  /** Where its changes come from; set by the field that has such a source. */
  source: Source | null;
}

/** What feeds a subscription, as far as its connection asks. */
interface Source {
  /** Whether something waits to be delivered, or was handed out and not taken yet. */
  readonly isBehind: boolean;
}

/** One open WebSocket, or one open event stream. */
export interface Connection {
  readonly id: string;
  readonly transport: Transport;
  readonly connectedAtMs: number;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
  /** The last sign of life: of an event stream, when the network was last found to have taken all that was sent. */
  lastSeenAtMs: number;
  /** Of the last ping; `null` before the first pong, and over SSE. */
  roundTripMs: number | null;
  /** Those under way, in the order in which they began. */
  readonly subscriptions: readonly ActiveSubscription[];
}

/** Since the start of the process. */
export interface ConnectionTotals {
  readonly websocket: number;
  readonly sse: number;
  readonly peak: number;
  readonly opened: number;
  readonly closed: number;
  readonly pruned: number;
  /** All that was turned away: connections, requests, operations and messages. */
  readonly refused: number;
  /** The same by the reason; a reason for which nothing was turned away is absent. */
  readonly refusedBy: Readonly<Partial<Record<RefusalReason, number>>>;
}

/** The same for one transport. */
interface TransportTotals {
  readonly open: number;
  readonly opened: number;
  /** Those that were pruned are among them. */
  readonly closed: number;
  readonly pruned: number;
}

/** Hears of connections as they come and go. It must not throw. */
export interface ConnectionListener {
  opened?(connection: Connection): void;
  closed?(connection: Connection, reason: 'closed' | 'pruned'): void;
  /** Something was turned away. */
  refused?(reason: RefusalReason): void;
}

/** What a transport holds of a connection: the record, and the means to keep it true. */
export interface ConnectionHandle {
  readonly connection: Connection;
  /** Notes a subscription until it is removed. */
  addSubscription(subscription: {
    readonly id: string;
    readonly operationName: string | null;
    readonly field: string;
  }): ActiveSubscription;
  /** Removing it twice is harmless. */
  removeSubscription(subscription: ActiveSubscription): void;
  /** Notes a sign of life. */
  seen(roundTripMs?: number): void;
  /** Notes the end, with all that is left of it; calling it twice is harmless. */
  close(reason?: 'pruned'): void;
}

/** Every open connection of this node. */
export interface ConnectionRegistry {
  readonly totals: ConnectionTotals;
  readonly byTransport: Readonly<Record<Transport, TransportTotals>>;
  /** In the order in which they were opened. */
  all(): Connection[];
  get(id: string): Connection | undefined;
  /** How many there are, of those from an address or its network where one is given. */
  count(remoteAddress?: string | null): number;
  open(details: {
    readonly transport: Transport;
    readonly remoteAddress: string | null;
    readonly userAgent: string | null;
  }): ConnectionHandle;
  /** Notes something that was turned away. */
  refuse(reason: RefusalReason): void;
}

export function createConnectionRegistry(
  now: () => number = Date.now,
  listener: ConnectionListener = {},
): ConnectionRegistry {
  return new Registry(now, listener);
}

class Registry implements ConnectionRegistry {
  readonly now: () => number;
  readonly #connections = new Map<string, ConnectionRecord>();
  readonly byTransport = {
    WEBSOCKET: { open: 0, opened: 0, closed: 0, pruned: 0 },
    SSE: { open: 0, opened: 0, closed: 0, pruned: 0 },
  };
  readonly #listener: ConnectionListener;
  /** How many there are from each network. */
  readonly #networks = new Map<string, number>();
  /** Makes the IDs of this process differ from those of others. */
  readonly #prefix = randomBytes(6).toString('base64url');
  #lastId = 0;
  #peak = 0;
  #refused = 0;
  readonly #refusedBy: Partial<Record<RefusalReason, number>> = {};

  constructor(now: () => number, listener: ConnectionListener) {
    this.now = now;
    this.#listener = listener;
  }

  get totals(): ConnectionTotals {
    const { WEBSOCKET: websocket, SSE: sse } = this.byTransport;
    return {
      websocket: websocket.open,
      sse: sse.open,
      peak: this.#peak,
      opened: websocket.opened + sse.opened,
      closed: websocket.closed + sse.closed,
      pruned: websocket.pruned + sse.pruned,
      refused: this.#refused,
      refusedBy: { ...this.#refusedBy },
    };
  }

  nextId(): string {
    this.#lastId += 1;
    return `${this.#prefix}-${this.#lastId.toString(36)}`;
  }

  all(): Connection[] {
    return [...this.#connections.values()];
  }

  get(id: string): Connection | undefined {
    return this.#connections.get(id);
  }

  count(remoteAddress?: string | null): number {
    if (remoteAddress === undefined) return this.#connections.size;
    return this.#networks.get(networkOf(remoteAddress)) ?? 0;
  }

  open(details: Parameters<ConnectionRegistry['open']>[0]): ConnectionHandle {
    const record = new ConnectionRecord(details, this);
    this.#connections.set(record.id, record);
    this.#countFrom(record, 1);
    const totals = this.byTransport[record.transport];
    totals.open += 1;
    totals.opened += 1;
    this.#peak = Math.max(this.#peak, this.#connections.size);
    this.#listener.opened?.(record);
    return record;
  }

  close(connection: Connection, reason?: 'pruned'): boolean {
    if (!this.#connections.delete(connection.id)) return false;
    this.#countFrom(connection, -1);
    const totals = this.byTransport[connection.transport];
    totals.open -= 1;
    totals.closed += 1;
    if (reason === 'pruned') totals.pruned += 1;
    this.#listener.closed?.(connection, reason ?? 'closed');
    return true;
  }

  refuse(reason: RefusalReason): void {
    this.#refused += 1;
    this.#refusedBy[reason] = (this.#refusedBy[reason] ?? 0) + 1;
    this.#listener.refused?.(reason);
  }

  #countFrom({ remoteAddress }: Connection, change: 1 | -1): void {
    const network = networkOf(remoteAddress);
    const count = (this.#networks.get(network) ?? 0) + change;
    if (count > 0) this.#networks.set(network, count);
    else this.#networks.delete(network);
  }
}

/** A connection's record, which is its handle as well: there may be many of them. */
class ConnectionRecord implements Connection, ConnectionHandle {
  readonly id: string;
  readonly transport: Transport;
  readonly connectedAtMs: number;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
  readonly subscriptions: ActiveSubscription[] = [];
  lastSeenAtMs: number;
  roundTripMs: number | null = null;
  readonly #registry: Registry;

  constructor(
    { transport, remoteAddress, userAgent }: Parameters<ConnectionRegistry['open']>[0],
    registry: Registry,
  ) {
    this.id = registry.nextId();
    this.transport = transport;
    this.connectedAtMs = registry.now();
    this.lastSeenAtMs = this.connectedAtMs;
    this.remoteAddress = remoteAddress;
    this.userAgent = userAgent;
    this.#registry = registry;
  }

  get connection(): Connection {
    return this;
  }

  addSubscription({
    id,
    operationName,
    field,
  }: Parameters<ConnectionHandle['addSubscription']>[0]): ActiveSubscription {
    const startedAtMs = this.#registry.now();
    const subscription: ActiveSubscription = {
      id,
      operationName,
      field,
      startedAtMs,
      filter: null,
      delivered: 0,
      conflated: 0,
      source: null,
    };
    this.subscriptions.push(subscription);
    return subscription;
  }

  removeSubscription(subscription: ActiveSubscription): void {
    const at = this.subscriptions.indexOf(subscription);
    if (at >= 0) this.subscriptions.splice(at, 1);
  }

  seen(roundTripMs?: number): void {
    this.lastSeenAtMs = this.#registry.now();
    if (roundTripMs !== undefined) this.roundTripMs = roundTripMs;
  }

  close(reason?: 'pruned'): void {
    if (this.#registry.close(this, reason)) this.subscriptions.length = 0;
  }
}
