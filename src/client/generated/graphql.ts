/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What may happen to a spec. */
export type ChangeKind =
  /** It was not there before: `SpecCreated`. */
  | 'CREATED'
  /** It is no more: `SpecDeleted`. */
  | 'DELETED'
  /** It is not what it was: `SpecUpdated`. */
  | 'UPDATED';

/** How a subscriber wants its changes; the server's own limits still hold. */
export type DeliveryOptions = {
  /** Join several changes of one spec that wait into one; false delivers each. */
  conflate?: boolean | null | undefined;
  /** At most this many deliveries a second; what exceeds it is conflated, never dropped. */
  maxPerSecond?: number | null | undefined;
  /** The order of what waits together. */
  order?: DeliveryOrder | null | undefined;
  /** Gather changes for this long before delivering, 0 to 60000 ms. CRITICAL specs do not wait. */
  windowMs?: number | null | undefined;
};

/** In which order what waits is delivered. */
export type DeliveryOrder =
  /** As committed to the log. */
  | 'COMMITTED'
  /** Most urgent spec priority first; commit order within one priority. */
  | 'PRIORITY';

/** Why a subscriber cannot carry on from its position. */
export type ResyncReason =
  /** The cursor is older than what the log still holds. */
  | 'EXPIRED'
  /** The cursor was issued by a log that no longer exists (a restart without a shared log). */
  | 'UNKNOWN_LOG';

/** Which changes. A criterion on the spec's own values holds when the spec met it before the change or meets it after, so that a list kept by this filter also hears of what leaves it. */
export type SpecChangeFilter = {
  /** Updates only when one of these fields changed (names as in `SpecUpdated.changes`). */
  changedFields?: Array<string> | null | undefined;
  /** As in `SpecFilter`. */
  ids?: Array<string> | null | undefined;
  /** As in `SpecFilter`. */
  includeChildren?: boolean | null | undefined;
  /** What may have happened. */
  kinds?: Array<ChangeKind> | null | undefined;
  /** As in `SpecFilter`. */
  priorities?: Array<SpecPriority> | null | undefined;
  /** As in `SpecFilter`. */
  statuses?: Array<string> | null | undefined;
  /** As in `SpecFilter`. */
  tags?: Array<string> | null | undefined;
  /** As in `SpecFilter`. */
  types?: Array<string> | null | undefined;
};

/** Which specs. Every given criterion must hold; within a list any one suffices; an empty or absent list does not restrict. */
export type SpecFilter = {
  /** Exact IDs, or patterns in which `*` stands for any run of characters and `?` for one: `E13-*`. */
  ids?: Array<string> | null | undefined;
  /** Also every descendant of the specs that `ids` names. */
  includeChildren?: boolean | null | undefined;
  /** A spec without a priority has none of them. */
  priorities?: Array<SpecPriority> | null | undefined;
  /** As in `Spec.status`; case, spaces and underscores do not matter. */
  statuses?: Array<string> | null | undefined;
  /** Any of these tags. */
  tags?: Array<string> | null | undefined;
  /** As in `Spec.type`; case, spaces and underscores do not matter. */
  types?: Array<string> | null | undefined;
};

/** How urgent a spec is, the most urgent first. `P0` to `P3`, and words that begin so, are read as these. */
export type SpecPriority =
  /** Also written `P0`. */
  | 'CRITICAL'
  /** Also written `P1`. */
  | 'HIGH'
  /** Also written `P3`. */
  | 'LOW'
  /** Also written `P2`. */
  | 'MEDIUM';

/** What a connection comes over. */
export type Transport =
  /** An event stream: of graphql-sse in either mode, or of `/api/events`. */
  | 'SSE'
  /** A WebSocket, with the protocol of graphql-ws. */
  | 'WEBSOCKET';

type ChangeFields_SpecBatch_Fragment = { __typename: 'SpecBatch', cursor: string, timestamp: string };

type ChangeFields_SpecCreated_Fragment = { __typename: 'SpecCreated', specId: string, cursor: string, timestamp: string, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> } };

type ChangeFields_SpecDeleted_Fragment = { __typename: 'SpecDeleted', specId: string, title: string, path: string, cursor: string, timestamp: string };

type ChangeFields_SpecResync_Fragment = { __typename: 'SpecResync', reason: ResyncReason, cursor: string, timestamp: string };

type ChangeFields_SpecUpdated_Fragment = { __typename: 'SpecUpdated', specId: string, changes: Array<string>, cursor: string, timestamp: string, fieldChanges: Array<{ field: string, before: unknown, after: unknown }>, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> } };

export type ChangeFieldsFragment =
  | ChangeFields_SpecBatch_Fragment
  | ChangeFields_SpecCreated_Fragment
  | ChangeFields_SpecDeleted_Fragment
  | ChangeFields_SpecResync_Fragment
  | ChangeFields_SpecUpdated_Fragment
;

export type SpecChangedSubscriptionVariables = Exact<{
  filter?: SpecChangeFilter | null | undefined;
  since?: string | null | undefined;
  delivery?: DeliveryOptions | null | undefined;
}>;


export type SpecChangedSubscription = { specChanged:
    | { __typename: 'SpecBatch', cursor: string, timestamp: string }
    | { __typename: 'SpecCreated', specId: string, cursor: string, timestamp: string, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> } }
    | { __typename: 'SpecDeleted', specId: string, title: string, path: string, cursor: string, timestamp: string }
    | { __typename: 'SpecResync', reason: ResyncReason, cursor: string, timestamp: string }
    | { __typename: 'SpecUpdated', specId: string, changes: Array<string>, cursor: string, timestamp: string, fieldChanges: Array<{ field: string, before: unknown, after: unknown }>, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> } }
   };

export type SpecsChangedSubscriptionVariables = Exact<{
  filter?: SpecChangeFilter | null | undefined;
  since?: string | null | undefined;
  delivery?: DeliveryOptions | null | undefined;
  maxBatchSize?: number | null | undefined;
  snapshot?: boolean | null | undefined;
}>;


export type SpecsChangedSubscription = { specsChanged: { cursor: string, timestamp: string, resync: ResyncReason | null, snapshot: Array<{ id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> }> | null, changes: Array<
      | { __typename: 'SpecCreated', specId: string, cursor: string, timestamp: string, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> } }
      | { __typename: 'SpecDeleted', specId: string, title: string, path: string, cursor: string, timestamp: string }
      | { __typename: 'SpecUpdated', specId: string, changes: Array<string>, cursor: string, timestamp: string, fieldChanges: Array<{ field: string, before: unknown, after: unknown }>, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> } }
    > } };

export type SpecPageFieldsFragment = { body: string, metadata: unknown, id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> };

export type SpecPageSubscriptionVariables = Exact<{
  id: string;
}>;


export type SpecPageSubscription = { specsChanged: { snapshot: Array<{ body: string, metadata: unknown, id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> }> | null, changes: Array<
      | { __typename: 'SpecCreated', specId: string, timestamp: string, spec: { body: string, metadata: unknown, id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> } }
      | { __typename: 'SpecDeleted', specId: string, timestamp: string }
      | { __typename: 'SpecUpdated', changes: Array<string>, specId: string, timestamp: string, spec: { body: string, metadata: unknown, id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> } }
    > } };

export type LiveSpecFieldsFragment = { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> };

export type LiveSpecsSubscriptionVariables = Exact<{
  filter?: SpecChangeFilter | null | undefined;
  delivery?: DeliveryOptions | null | undefined;
}>;


export type LiveSpecsSubscription = { specsChanged: { cursor: string, timestamp: string, snapshot: Array<{ id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> }> | null, changes: Array<
      | { __typename: 'SpecCreated', specId: string, timestamp: string, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> } }
      | { __typename: 'SpecDeleted', specId: string, timestamp: string }
      | { __typename: 'SpecUpdated', changes: Array<string>, specId: string, timestamp: string, fieldChanges: Array<{ field: string, before: unknown, after: unknown }>, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, modifiedAt: string, created: string | null, updated: string | null, tags: Array<string>, dependencyIds: Array<string>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> } }
    > } };

export type ServerStatusFieldsFragment = { version: string, nodeId: string, startedAt: string, uptimeSeconds: number, changeCursor: string, memoryBytes: number, watcher: { state: string, specs: number, problems: number, lastScanMs: number | null, lastChangeAt: string | null, repairs: number }, connections: { websocket: number, sse: number, peak: number, opened: number, closed: number, pruned: number, refused: number }, delivery: { subscriptions: number, committed: number, delivered: number, conflated: number, resyncs: number, latencyP50Ms: number | null, latencyP99Ms: number | null }, log: { kind: string, epoch: string, head: number, changes: number, bytes: number, tombstones: number, isConnected: boolean, lagChanges: number, lagMs: number, reconnects: number, reloads: number, isLeader: boolean, leaderId: string | null }, nodes: Array<{ nodeId: string, version: string, startedAt: string, isWatching: boolean, head: number, connections: number }> };

export type ServerStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerStatusQuery = { serverStatus: { version: string, nodeId: string, startedAt: string, uptimeSeconds: number, changeCursor: string, memoryBytes: number, watcher: { state: string, specs: number, problems: number, lastScanMs: number | null, lastChangeAt: string | null, repairs: number }, connections: { websocket: number, sse: number, peak: number, opened: number, closed: number, pruned: number, refused: number }, delivery: { subscriptions: number, committed: number, delivered: number, conflated: number, resyncs: number, latencyP50Ms: number | null, latencyP99Ms: number | null }, log: { kind: string, epoch: string, head: number, changes: number, bytes: number, tombstones: number, isConnected: boolean, lagChanges: number, lagMs: number, reconnects: number, reloads: number, isLeader: boolean, leaderId: string | null }, nodes: Array<{ nodeId: string, version: string, startedAt: string, isWatching: boolean, head: number, connections: number }> } };

export type ServerStatusTicksSubscriptionVariables = Exact<{
  everySeconds?: number | null | undefined;
}>;


export type ServerStatusTicksSubscription = { serverStatus: { version: string, nodeId: string, startedAt: string, uptimeSeconds: number, changeCursor: string, memoryBytes: number, watcher: { state: string, specs: number, problems: number, lastScanMs: number | null, lastChangeAt: string | null, repairs: number }, connections: { websocket: number, sse: number, peak: number, opened: number, closed: number, pruned: number, refused: number }, delivery: { subscriptions: number, committed: number, delivered: number, conflated: number, resyncs: number, latencyP50Ms: number | null, latencyP99Ms: number | null }, log: { kind: string, epoch: string, head: number, changes: number, bytes: number, tombstones: number, isConnected: boolean, lagChanges: number, lagMs: number, reconnects: number, reloads: number, isLeader: boolean, leaderId: string | null }, nodes: Array<{ nodeId: string, version: string, startedAt: string, isWatching: boolean, head: number, connections: number }> } };

export type ConnectionFieldsFragment = { id: string, transport: Transport, connectedAt: string, lastSeenAt: string, roundTripMs: number | null, remoteAddress: string | null, userAgent: string | null, subscriptions: Array<{ id: string, operationName: string | null, field: string, filter: unknown, startedAt: string, delivered: number, conflated: number }> };

export type ConnectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ConnectionsQuery = { connections: Array<{ id: string, transport: Transport, connectedAt: string, lastSeenAt: string, roundTripMs: number | null, remoteAddress: string | null, userAgent: string | null, subscriptions: Array<{ id: string, operationName: string | null, field: string, filter: unknown, startedAt: string, delivered: number, conflated: number }> }> };

export type OwnConnectionQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnConnectionQuery = { connection: { id: string, transport: Transport, connectedAt: string, lastSeenAt: string, roundTripMs: number | null, remoteAddress: string | null, userAgent: string | null, subscriptions: Array<{ id: string, operationName: string | null, field: string, filter: unknown, startedAt: string, delivered: number, conflated: number }> } | null };

export type SpecFieldsFragment = { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> };

export type SpecsQueryVariables = Exact<{
  filter?: SpecFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SpecsQuery = { specs: { totalCount: number, changeCursor: string, nodes: Array<{ id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SpecQueryVariables = Exact<{
  id: string | number;
}>;


export type SpecQuery = { spec: { dependencyIds: Array<string>, created: string | null, updated: string | null, modifiedAt: string, metadata: unknown, body: string, id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, path: string, revision: string, tags: Array<string>, parent: { id: string } | null, children: Array<{ id: string }>, ancestors: Array<{ id: string }>, dependencies: Array<{ id: string }>, checklist: { total: number, done: number }, problems: Array<{ code: string, message: string, path: string, line: number | null }> } | null };

export type ProblemsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProblemsQuery = { problems: Array<{ code: string, message: string, path: string, line: number | null }> };

export type StatsQueryVariables = Exact<{
  filter?: SpecFilter | null | undefined;
}>;


export type StatsQuery = { stats: { total: number, byType: Array<{ key: string, count: number }>, byStatus: Array<{ key: string, count: number }>, byPriority: Array<{ key: string, count: number }> } };

export type TailedSpecFragment = { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, tags: Array<string>, path: string };

export type TailSubscriptionVariables = Exact<{
  filter?: SpecChangeFilter | null | undefined;
  delivery?: DeliveryOptions | null | undefined;
}>;


export type TailSubscription = { specsChanged: { cursor: string, timestamp: string, resync: ResyncReason | null, changes: Array<
      | { __typename: 'SpecCreated', specId: string, cursor: string, timestamp: string, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, tags: Array<string>, path: string } }
      | { __typename: 'SpecDeleted', title: string, path: string, specId: string, cursor: string, timestamp: string }
      | { __typename: 'SpecUpdated', changes: Array<string>, specId: string, cursor: string, timestamp: string, fieldChanges: Array<{ field: string, before: unknown, after: unknown }>, spec: { id: string, title: string, type: string, status: string | null, priority: SpecPriority | null, tags: Array<string>, path: string } }
    > } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const SpecFieldsFragmentDoc = new TypedDocumentString(`
    fragment SpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  tags
}
    `, {"fragmentName":"SpecFields"}) as unknown as TypedDocumentString<SpecFieldsFragment, unknown>;
export const ChangeFieldsFragmentDoc = new TypedDocumentString(`
    fragment ChangeFields on SpecEvent {
  __typename
  cursor
  timestamp
  ... on SpecChange {
    specId
  }
  ... on SpecCreated {
    spec {
      ...SpecFields
    }
  }
  ... on SpecUpdated {
    changes
    fieldChanges {
      field
      before
      after
    }
    spec {
      ...SpecFields
    }
  }
  ... on SpecDeleted {
    title
    path
  }
  ... on SpecResync {
    reason
  }
}
    fragment SpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  tags
}`, {"fragmentName":"ChangeFields"}) as unknown as TypedDocumentString<ChangeFieldsFragment, unknown>;
export const LiveSpecFieldsFragmentDoc = new TypedDocumentString(`
    fragment LiveSpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  modifiedAt
  created
  updated
  tags
  dependencyIds
  checklist {
    total
    done
  }
  problems {
    code
    message
    path
    line
  }
}
    `, {"fragmentName":"LiveSpecFields"}) as unknown as TypedDocumentString<LiveSpecFieldsFragment, unknown>;
export const SpecPageFieldsFragmentDoc = new TypedDocumentString(`
    fragment SpecPageFields on Spec {
  ...LiveSpecFields
  body
  metadata
}
    fragment LiveSpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  modifiedAt
  created
  updated
  tags
  dependencyIds
  checklist {
    total
    done
  }
  problems {
    code
    message
    path
    line
  }
}`, {"fragmentName":"SpecPageFields"}) as unknown as TypedDocumentString<SpecPageFieldsFragment, unknown>;
export const ServerStatusFieldsFragmentDoc = new TypedDocumentString(`
    fragment ServerStatusFields on ServerStatus {
  version
  nodeId
  startedAt
  uptimeSeconds
  changeCursor
  watcher {
    state
    specs
    problems
    lastScanMs
    lastChangeAt
    repairs
  }
  connections {
    websocket
    sse
    peak
    opened
    closed
    pruned
    refused
  }
  delivery {
    subscriptions
    committed
    delivered
    conflated
    resyncs
    latencyP50Ms
    latencyP99Ms
  }
  memoryBytes
  log {
    kind
    epoch
    head
    changes
    bytes
    tombstones
    isConnected
    lagChanges
    lagMs
    reconnects
    reloads
    isLeader
    leaderId
  }
  nodes {
    nodeId
    version
    startedAt
    isWatching
    head
    connections
  }
}
    `, {"fragmentName":"ServerStatusFields"}) as unknown as TypedDocumentString<ServerStatusFieldsFragment, unknown>;
export const ConnectionFieldsFragmentDoc = new TypedDocumentString(`
    fragment ConnectionFields on Connection {
  id
  transport
  connectedAt
  lastSeenAt
  roundTripMs
  remoteAddress
  userAgent
  subscriptions {
    id
    operationName
    field
    filter
    startedAt
    delivered
    conflated
  }
}
    `, {"fragmentName":"ConnectionFields"}) as unknown as TypedDocumentString<ConnectionFieldsFragment, unknown>;
export const TailedSpecFragmentDoc = new TypedDocumentString(`
    fragment TailedSpec on Spec {
  id
  title
  type
  status
  priority
  tags
  path
}
    `, {"fragmentName":"TailedSpec"}) as unknown as TypedDocumentString<TailedSpecFragment, unknown>;
export const SpecChangedDocument = new TypedDocumentString(`
    subscription SpecChanged($filter: SpecChangeFilter, $since: ChangeCursor, $delivery: DeliveryOptions) {
  specChanged(filter: $filter, since: $since, delivery: $delivery) {
    ...ChangeFields
  }
}
    fragment ChangeFields on SpecEvent {
  __typename
  cursor
  timestamp
  ... on SpecChange {
    specId
  }
  ... on SpecCreated {
    spec {
      ...SpecFields
    }
  }
  ... on SpecUpdated {
    changes
    fieldChanges {
      field
      before
      after
    }
    spec {
      ...SpecFields
    }
  }
  ... on SpecDeleted {
    title
    path
  }
  ... on SpecResync {
    reason
  }
}
fragment SpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  tags
}`) as unknown as TypedDocumentString<SpecChangedSubscription, SpecChangedSubscriptionVariables>;
export const SpecsChangedDocument = new TypedDocumentString(`
    subscription SpecsChanged($filter: SpecChangeFilter, $since: ChangeCursor, $delivery: DeliveryOptions, $maxBatchSize: Int, $snapshot: Boolean) {
  specsChanged(
    filter: $filter
    since: $since
    delivery: $delivery
    maxBatchSize: $maxBatchSize
    snapshot: $snapshot
  ) {
    cursor
    timestamp
    resync
    snapshot {
      ...SpecFields
    }
    changes {
      ...ChangeFields
    }
  }
}
    fragment ChangeFields on SpecEvent {
  __typename
  cursor
  timestamp
  ... on SpecChange {
    specId
  }
  ... on SpecCreated {
    spec {
      ...SpecFields
    }
  }
  ... on SpecUpdated {
    changes
    fieldChanges {
      field
      before
      after
    }
    spec {
      ...SpecFields
    }
  }
  ... on SpecDeleted {
    title
    path
  }
  ... on SpecResync {
    reason
  }
}
fragment SpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  tags
}`) as unknown as TypedDocumentString<SpecsChangedSubscription, SpecsChangedSubscriptionVariables>;
export const SpecPageDocument = new TypedDocumentString(`
    subscription SpecPage($id: String!) {
  specsChanged(filter: { ids: [$id] }, snapshot: true) {
    snapshot {
      ...SpecPageFields
    }
    changes {
      __typename
      specId
      timestamp
      ... on SpecCreated {
        spec {
          ...SpecPageFields
        }
      }
      ... on SpecUpdated {
        changes
        spec {
          ...SpecPageFields
        }
      }
    }
  }
}
    fragment SpecPageFields on Spec {
  ...LiveSpecFields
  body
  metadata
}
fragment LiveSpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  modifiedAt
  created
  updated
  tags
  dependencyIds
  checklist {
    total
    done
  }
  problems {
    code
    message
    path
    line
  }
}`) as unknown as TypedDocumentString<SpecPageSubscription, SpecPageSubscriptionVariables>;
export const LiveSpecsDocument = new TypedDocumentString(`
    subscription LiveSpecs($filter: SpecChangeFilter, $delivery: DeliveryOptions) {
  specsChanged(filter: $filter, delivery: $delivery, snapshot: true) {
    cursor
    timestamp
    snapshot {
      ...LiveSpecFields
    }
    changes {
      __typename
      specId
      timestamp
      ... on SpecCreated {
        spec {
          ...LiveSpecFields
        }
      }
      ... on SpecUpdated {
        changes
        fieldChanges {
          field
          before
          after
        }
        spec {
          ...LiveSpecFields
        }
      }
    }
  }
}
    fragment LiveSpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  modifiedAt
  created
  updated
  tags
  dependencyIds
  checklist {
    total
    done
  }
  problems {
    code
    message
    path
    line
  }
}`) as unknown as TypedDocumentString<LiveSpecsSubscription, LiveSpecsSubscriptionVariables>;
export const ServerStatusDocument = new TypedDocumentString(`
    query ServerStatus {
  serverStatus {
    ...ServerStatusFields
  }
}
    fragment ServerStatusFields on ServerStatus {
  version
  nodeId
  startedAt
  uptimeSeconds
  changeCursor
  watcher {
    state
    specs
    problems
    lastScanMs
    lastChangeAt
    repairs
  }
  connections {
    websocket
    sse
    peak
    opened
    closed
    pruned
    refused
  }
  delivery {
    subscriptions
    committed
    delivered
    conflated
    resyncs
    latencyP50Ms
    latencyP99Ms
  }
  memoryBytes
  log {
    kind
    epoch
    head
    changes
    bytes
    tombstones
    isConnected
    lagChanges
    lagMs
    reconnects
    reloads
    isLeader
    leaderId
  }
  nodes {
    nodeId
    version
    startedAt
    isWatching
    head
    connections
  }
}`) as unknown as TypedDocumentString<ServerStatusQuery, ServerStatusQueryVariables>;
export const ServerStatusTicksDocument = new TypedDocumentString(`
    subscription ServerStatusTicks($everySeconds: Int) {
  serverStatus(everySeconds: $everySeconds) {
    ...ServerStatusFields
  }
}
    fragment ServerStatusFields on ServerStatus {
  version
  nodeId
  startedAt
  uptimeSeconds
  changeCursor
  watcher {
    state
    specs
    problems
    lastScanMs
    lastChangeAt
    repairs
  }
  connections {
    websocket
    sse
    peak
    opened
    closed
    pruned
    refused
  }
  delivery {
    subscriptions
    committed
    delivered
    conflated
    resyncs
    latencyP50Ms
    latencyP99Ms
  }
  memoryBytes
  log {
    kind
    epoch
    head
    changes
    bytes
    tombstones
    isConnected
    lagChanges
    lagMs
    reconnects
    reloads
    isLeader
    leaderId
  }
  nodes {
    nodeId
    version
    startedAt
    isWatching
    head
    connections
  }
}`) as unknown as TypedDocumentString<ServerStatusTicksSubscription, ServerStatusTicksSubscriptionVariables>;
export const ConnectionsDocument = new TypedDocumentString(`
    query Connections {
  connections {
    ...ConnectionFields
  }
}
    fragment ConnectionFields on Connection {
  id
  transport
  connectedAt
  lastSeenAt
  roundTripMs
  remoteAddress
  userAgent
  subscriptions {
    id
    operationName
    field
    filter
    startedAt
    delivered
    conflated
  }
}`) as unknown as TypedDocumentString<ConnectionsQuery, ConnectionsQueryVariables>;
export const OwnConnectionDocument = new TypedDocumentString(`
    query OwnConnection {
  connection {
    ...ConnectionFields
  }
}
    fragment ConnectionFields on Connection {
  id
  transport
  connectedAt
  lastSeenAt
  roundTripMs
  remoteAddress
  userAgent
  subscriptions {
    id
    operationName
    field
    filter
    startedAt
    delivered
    conflated
  }
}`) as unknown as TypedDocumentString<OwnConnectionQuery, OwnConnectionQueryVariables>;
export const SpecsDocument = new TypedDocumentString(`
    query Specs($filter: SpecFilter, $first: Int, $after: String) {
  specs(filter: $filter, first: $first, after: $after) {
    nodes {
      ...SpecFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    changeCursor
  }
}
    fragment SpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  tags
}`) as unknown as TypedDocumentString<SpecsQuery, SpecsQueryVariables>;
export const SpecDocument = new TypedDocumentString(`
    query Spec($id: ID!) {
  spec(id: $id) {
    ...SpecFields
    parent {
      id
    }
    children {
      id
    }
    ancestors {
      id
    }
    dependencyIds
    dependencies {
      id
    }
    created
    updated
    modifiedAt
    metadata
    body
    checklist {
      total
      done
    }
    problems {
      code
      message
      path
      line
    }
  }
}
    fragment SpecFields on Spec {
  id
  title
  type
  status
  priority
  path
  revision
  tags
}`) as unknown as TypedDocumentString<SpecQuery, SpecQueryVariables>;
export const ProblemsDocument = new TypedDocumentString(`
    query Problems {
  problems {
    code
    message
    path
    line
  }
}
    `) as unknown as TypedDocumentString<ProblemsQuery, ProblemsQueryVariables>;
export const StatsDocument = new TypedDocumentString(`
    query Stats($filter: SpecFilter) {
  stats(filter: $filter) {
    total
    byType {
      key
      count
    }
    byStatus {
      key
      count
    }
    byPriority {
      key
      count
    }
  }
}
    `) as unknown as TypedDocumentString<StatsQuery, StatsQueryVariables>;
export const TailDocument = new TypedDocumentString(`
    subscription Tail($filter: SpecChangeFilter, $delivery: DeliveryOptions) {
  specsChanged(filter: $filter, delivery: $delivery) {
    cursor
    timestamp
    resync
    changes {
      __typename
      specId
      cursor
      timestamp
      ... on SpecCreated {
        spec {
          ...TailedSpec
        }
      }
      ... on SpecUpdated {
        changes
        fieldChanges {
          field
          before
          after
        }
        spec {
          ...TailedSpec
        }
      }
      ... on SpecDeleted {
        title
        path
      }
    }
  }
}
    fragment TailedSpec on Spec {
  id
  title
  type
  status
  priority
  tags
  path
}`) as unknown as TypedDocumentString<TailSubscription, TailSubscriptionVariables>;