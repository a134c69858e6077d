import { builder } from './builder.ts';
import type { Services } from './context.ts';
import { toInt } from './counts.ts';

/** Where the log of this node lives, and how the node stands to it. */
export const LogStatusType = builder.objectRef<Services>('LogStatus').implement({
  description: 'Where the log lives, and how this node stands to it.',
  fields: (t) => ({
    kind: t.string({
      description: 'memory where this node has it to itself, redis where several share it.',
      resolve: ({ sharedLog }) => (sharedLog() ? 'redis' : 'memory'),
    }),
    epoch: t.id({
      description: 'Which log; cursors of another say nothing here.',
      resolve: ({ log }) => log.epoch,
    }),
    head: t.float({
      description: 'The position of the newest change that this node has.',
      resolve: ({ log }) => log.head,
    }),
    changes: t.int({
      description: 'Changes that this node can replay one by one, for those who resume.',
      resolve: ({ log }) => toInt(log.size.changes),
    }),
    bytes: t.float({
      description: 'About how much memory these take.',
      resolve: ({ log }) => log.size.bytes,
    }),
    tombstones: t.int({
      description: 'Deletions that are remembered past that.',
      resolve: ({ log }) => toInt(log.size.tombstones),
    }),
    isConnected: t.boolean({
      description: 'Whether the log can be reached; what is known is served where it cannot.',
      resolve: ({ sharedLog }) => sharedLog()?.isConnected ?? true,
    }),
    lagChanges: t.int({
      description: 'Changes that the log is known to have and this node has not.',
      resolve: ({ sharedLog }) => toInt(sharedLog()?.lagChanges ?? 0),
    }),
    lagMs: t.float({
      description:
        'For how long it is not certain that this node has all there is, in milliseconds; 0 where it has.',
      resolve: ({ sharedLog }) => sharedLog()?.lagMs ?? 0,
    }),
    reconnects: t.int({
      description: 'How many times the log could be reached again.',
      resolve: ({ sharedLog }) => toInt(sharedLog()?.reconnects ?? 0),
    }),
    reloads: t.int({
      description:
        'How many times the state was read afresh, since the log no longer told what came in between.',
      resolve: ({ sharedLog }) => toInt(sharedLog()?.reloads ?? 0),
    }),
    isLeader: t.boolean({
      description: 'Whether this node publishes what its folder has.',
      resolve: ({ sharedLog }) => sharedLog()?.isLeader ?? true,
    }),
    leaderId: t.id({
      nullable: true,
      description: 'The node that publishes; null where none is known to.',
      resolve: ({ node, sharedLog }) => {
        const shared = sharedLog();
        return shared ? shared.nodes.leaderId : node.id;
      },
    }),
  }),
});
