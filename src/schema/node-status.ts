import type { NodeFacts } from '../log/shared-log-status.ts';
import { builder } from './builder.ts';
import type { Services } from './context.ts';

/** One of the nodes that share a log. */
export const NodeStatusType = builder.objectRef<NodeFacts>('NodeStatus').implement({
  description: 'One of the nodes that share a log, as it was last heard of.',
  fields: (t) => ({
    nodeId: t.exposeID('id', { description: 'Another one for each start.' }),
    version: t.exposeString('version', { description: 'Of the package.' }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it was started.',
      resolve: ({ startedAtMs }) => startedAtMs,
    }),
    isWatching: t.exposeBoolean('isWatching', {
      description: 'Whether it watches a folder, and so may publish.',
    }),
    head: t.exposeFloat('head', { description: 'The position of the newest change that it has.' }),
    connections: t.exposeInt('connections', { description: 'Connections that are open.' }),
  }),
});

/** All nodes by ID; one that has the log to itself is alone. */
export function nodesOf({ node, log, connections, sharedLog }: Services): readonly NodeFacts[] {
  const { id, version, startedAtMs } = node;
  const self = {
    id,
    version,
    startedAtMs,
    isWatching: true,
    head: log.head,
    connections: connections.all().length,
  };
  return sharedLog()?.nodes.all ?? [self];
}
