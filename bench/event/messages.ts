/** What the runner, a target and the load say to each other, over the channel of child processes. */

/** What a target is started with. */
export interface TargetSettings {
  /** How many specs the events go round. */
  readonly specs: number;
  /** Whether subscribers want one spec each; else all of them want every spec. */
  readonly isSelective: boolean;
  /** Where Specwire is: the root of a built checkout. */
  readonly checkout: string;
  /** The folder that Specwire serves; changes are published where it is empty. */
  readonly folder: string;
}

/** What the runner tells a target. */
export type ToTarget =
  /** In turns of the event loop of their own, or in one. */
  | { readonly kind: 'publish'; readonly count: number; readonly together: boolean }
  /** `collect` runs the garbage collector first. */
  | { readonly kind: 'measure'; readonly collect: boolean };

/** What a target has used. */
export interface Usage {
  /** User and system time since the process began, in microseconds. */
  readonly cpuMicros: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** What a target tells the runner. */
export type FromTarget =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'usage'; readonly usage: Usage };

/** How clients of a target speak. */
export type Dialect = 'raw' | 'graphql-ws' | 'socket.io' | 'event-stream' | 'raw-event-stream';

/** Who subscribes to what. */
export type Audience = 'everything' | 'one-document-each' | 'one-spec-each' | 'mixed';

/** What a load is started with. */
export interface LoadSettings {
  readonly dialect: Dialect;
  readonly port: number;
  readonly specs: number;
  readonly audience: Audience;
  /** So many clients, from the first on, may be held back; events are complete without them. */
  readonly slowClients: number;
}

/** What the runner tells a load. */
export type ToLoad =
  /** Opens so many more clients; at most `atOnce` are on their way at a time. */
  | { readonly kind: 'open'; readonly count: number; readonly atOnce: number; readonly since?: string }
  /** Begins a measurement: counts and latencies start anew; progress is told after each `step` complete events. */
  | { readonly kind: 'begin'; readonly step: number }
  | { readonly kind: 'report' }
  /** The slow clients read nothing until they are released. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  /** Saves files of a folder in turn, times their way to every client, and reports. */
  | { readonly kind: 'save'; readonly folder: string; readonly saves: number; readonly specs: number };

/** What a load has seen since the measurement began. */
export interface LoadReport {
  readonly deliveries: number;
  /** Sum of the sizes of what was delivered, in bytes. */
  readonly deliveredBytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly cpuMicros: number;
  /** Specs that slow clients do not know as they are now, added up over the clients. */
  readonly slowLacking: number;
}

/** What a load tells the runner. */
export type FromLoad =
  /** All have subscribed; `cursor` is where the last of them begins, if the server says so. */
  | { readonly kind: 'opened'; readonly elapsedMs: number; readonly cursor: string | undefined }
  /** So many events have reached everyone who should get them. */
  | { readonly kind: 'progress'; readonly completed: number }
  | { readonly kind: 'report'; readonly report: LoadReport }
  /** A delivery that is wrong, missing or twice, or a connection that was lost. */
  | { readonly kind: 'failed'; readonly message: string };
