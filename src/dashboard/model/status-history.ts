import type {
  ServerStatusFieldsFragment,
  ServerStatusTicksSubscription,
} from '../../client/generated/graphql.ts';
import { addSample, type Sample } from './samples.ts';

/** The server's state, and how it got there. */
export interface StatusHistory {
  readonly status: ServerStatusFieldsFragment;
  /** The oldest first. */
  readonly samples: readonly Sample[];
}

/** The history after a tick, of which the server's own clock says when it was. */
export function historyAfter(
  history: StatusHistory | undefined,
  { serverStatus: status }: ServerStatusTicksSubscription,
): StatusHistory {
  const { connections, delivery } = status;
  const sample: Sample = {
    atMs: status.uptimeSeconds * 1_000 + Date.parse(status.startedAt),
    connections: connections.websocket + connections.sse,
    subscriptions: delivery.subscriptions,
    delivered: delivery.delivered,
    committed: delivery.committed,
    latencyP50Ms: delivery.latencyP50Ms ?? null,
    latencyP99Ms: delivery.latencyP99Ms ?? null,
    memoryBytes: status.memoryBytes,
    logChanges: status.log.changes,
  };
  // Another server begins its counts anew.
  const isSame = history?.status.nodeId === status.nodeId;
  return { status, samples: addSample(isSame ? history.samples : [], sample) };
}
