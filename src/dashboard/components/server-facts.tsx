import type { ServerStatusFieldsFragment } from '../../client/generated/graphql.ts';
import { formatCount, formatDuration, formatInstant, formatMs, formatNumbered } from '../model/format.ts';

/** What does not change so fast. */
export function ServerFacts({ status }: { readonly status: ServerStatusFieldsFragment }) {
  const { watcher, connections, delivery } = status;
  const facts: readonly (readonly [string, string])[] = [
    ['Version', status.version],
    ['Up for', formatDuration(status.uptimeSeconds)],
    ['Watcher', watcher.state],
    ['Specs', `${formatCount(watcher.specs)}, ${formatNumbered(watcher.problems, 'problem')}`],
    ['Last full scan', formatMs(watcher.lastScanMs)],
    [
      'Last change',
      watcher.lastChangeAt == null ? 'none yet' : formatInstant(Date.parse(watcher.lastChangeAt)),
    ],
    ['Repairs', `${formatCount(watcher.repairs)} found by rescans`],
    ['Log position', status.changeCursor],
    ['Tombstones', formatNumbered(status.log.tombstones, 'deletion')],
    ['Conflated', `${formatCount(delivery.conflated)} changes`],
    ['Connections', `${formatCount(connections.opened)} so far`],
    ['At once', `${formatCount(connections.peak)} at most`],
    ['Pruned', `${formatCount(connections.pruned)} silent`],
    ['Refused', formatCount(connections.refused)],
    ['Node', status.nodeId],
  ];
  return (
    <section className="server-facts" aria-label="Server">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value} className="ellipsis">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
