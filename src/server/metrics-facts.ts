import type { ConnectionRegistry } from '../transports/connections.ts';

/** How a server stands to a log that several share, as far as metrics tell it. */
export interface SharedLogFacts {
  readonly isConnected: boolean;
  readonly lagChanges: number;
  readonly lagMs: number;
  readonly reconnects: number;
  readonly reloads: number;
  readonly isLeader: boolean;
  readonly nodes: { readonly all: readonly unknown[] };
}

/** What metrics are read from, when somebody asks for them. */
export interface MetricsFacts {
  readonly version: string;
  readonly nodeId: string;
  /** In milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly isReady: () => boolean;
  readonly watcher: () => { readonly state: string; readonly repairs: number };
  readonly specs: () => number;
  readonly problems: () => number;
  readonly connections: Pick<ConnectionRegistry, 'byTransport'>;
  /** How many were turned away, by the reason. */
  readonly refusals: () => Readonly<Record<string, number>>;
  readonly delivery: () => {
    readonly subscriptions: number;
    readonly commits: number;
    readonly committed: number;
    readonly delivered: number;
    readonly conflated: number;
    readonly resyncs: number;
  };
  readonly hub: () => {
    readonly groups: number;
    readonly interests: number;
    readonly evaluations: number;
    readonly visits: number;
  };
  readonly log: () => {
    readonly head: number;
    readonly changes: number;
    readonly bytes: number;
    readonly tombstones: number;
  };
  /** How the server stands to a log that several share; `undefined` where it has its own. */
  readonly sharedLog: () => SharedLogFacts | undefined;
  readonly executor: () => { readonly executions: number; readonly serialisations: number };
  readonly memory: () => NodeJS.MemoryUsage;
  readonly cpu: () => NodeJS.CpuUsage;
}
