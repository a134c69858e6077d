import type { Hub } from '../delivery/hub.ts';
import type { Limits } from '../limits.ts';
import type { ChangeLog } from '../log/change-log.ts';
import type { SharedLogStatus } from '../log/shared-log-status.ts';
import type { SpecCollection } from '../spec/spec-collection.ts';
import type { VisibleScope } from '../spec/visible-scope.ts';
import type { ActiveSubscription, Connection, ConnectionRegistry } from '../transports/connections.ts';
import type { NestedSpecs } from './nested-specs.ts';

/** What a source of specs says of itself, as far as the API tells it. */
interface WatcherFacts {
  readonly state: string;
  readonly lastScanMs: number | null;
  readonly lastChangeAtMs: number | null;
  readonly repairs: number;
}

/** What deliveries have cost. */
interface WorkDone {
  /** Operations that were run: queries, and subscriptions once for each event and question. */
  readonly executions: number;
  /** Results that were made into text. */
  readonly serialisations: number;
  /** Comparisons of a change with a filter. */
  readonly evaluations: number;
  /** Subscribers, or groups of them, that were told of a commit. */
  readonly visits: number;
}

/** What the schema answers from. */
export interface Services {
  readonly log: ChangeLog;
  readonly hub: Hub;
  readonly connections: ConnectionRegistry;
  readonly limits: Limits;
  readonly watcher: () => WatcherFacts;
  /** How this node stands to those it shares the log with; `undefined` where the log is its own. */
  readonly sharedLog: () => SharedLogStatus | undefined;
  /** What has been done so far: the price of all that was delivered. */
  readonly work: () => WorkDone;
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
  /** What the running execution may yet go through. */
  readonly nested: NestedSpecs;
  /** `extensions.since` of the request, as it came. */
  readonly since: unknown;
}
