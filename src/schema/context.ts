import type { Hub } from '../delivery/hub.ts';
import type { ChangeLog } from '../log/change-log.ts';
import type { SpecCollection } from '../spec/spec-collection.ts';
import type { VisibleScope } from '../spec/visible-scope.ts';
import type { ActiveSubscription, Connection, ConnectionRegistry } from '../transports/connections.ts';

/** What a source of specs says of itself, as far as the API tells it. */
interface WatcherFacts {
  readonly state: string;
  readonly lastScanMs: number | null;
  readonly lastChangeAtMs: number | null;
}

/** What the schema answers from. */
export interface Services {
  readonly log: ChangeLog;
  readonly hub: Hub;
  readonly connections: ConnectionRegistry;
  readonly watcher: () => WatcherFacts;
  /** Facts of this process. */
  readonly node: {
    readonly id: string;
    readonly version: string;
    readonly startedAtMs: number;
    readonly memoryBytes: () => number;
  };
}

/** What one operation runs with. */
export interface SchemaContext {
  readonly services: Services;
  /** What whoever asks may see; `null` for everything. */
  readonly scope: VisibleScope | null;
  /** The specs in that scope, as they are at the head of the log. */
  readonly specs: SpecCollection;
  /** Whether whoever asks may see the server's own state. */
  readonly isOperator: boolean;
  /** The connection it came on; `null` over plain HTTP. */
  readonly connection: Connection | null;
  /** Where what a subscription does is counted; `null` for a query. */
  readonly subscription: ActiveSubscription | null;
  /** `extensions.since` of the request, as it came. */
  readonly since: unknown;
}
