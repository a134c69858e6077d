/** What a node says of itself to the others. */
export interface NodeFacts {
  readonly id: string;
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Whether it watches a folder, and so may lead. */
  readonly isWatching: boolean;
  /** The newest position that it has. */
  readonly head: number;
  /** Connections that are open. */
  readonly connections: number;
}

/** The nodes as they were last heard of. */
export interface Nodes {
  /** Who publishes; `null` where nobody is known to. */
  readonly leaderId: string | null;
  /** By ID, this one among them. */
  readonly all: readonly NodeFacts[];
}

/** How this node stands to a log that several share. */
export interface SharedLogStatus {
  readonly isConnected: boolean;
  /** Changes that the log is known to have and this node has not. */
  readonly lagChanges: number;
  /** For how long it is not certain that this node has all there is, in milliseconds; `0` where it has. */
  readonly lagMs: number;
  /** How many times the connection was there again. */
  readonly reconnects: number;
  /** How many times the state was read afresh. */
  readonly reloads: number;
  /** Whether this node publishes. */
  readonly isLeader: boolean;
  readonly nodes: Nodes;
}
