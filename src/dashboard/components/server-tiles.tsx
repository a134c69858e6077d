import { formatCount, formatMemory, formatNumbered, formatMs, formatRate } from '../model/format.ts';
import { ratesOf } from '../model/samples.ts';
import type { StatusHistory } from '../model/status-history.ts';
import { MetricTile } from './metric-tile.tsx';

/** What an operator watches. */
export function ServerTiles({ history }: { readonly history: StatusHistory }) {
  const { status, samples } = history;
  const { connections, delivery } = status;
  const deliveries = ratesOf(samples, 'delivered');
  const commits = ratesOf(samples, 'committed');
  return (
    <div className="tiles">
      <MetricTile
        name="Connections"
        value={formatCount(connections.websocket + connections.sse)}
        note={`${formatCount(connections.websocket)} WebSocket, ${formatCount(connections.sse)} SSE`}
        values={samples.map((sample) => sample.connections)}
      />
      <MetricTile
        name="Subscriptions"
        value={formatCount(delivery.subscriptions)}
        note={`${formatCount(delivery.resyncs)} resyncs so far`}
        values={samples.map((sample) => sample.subscriptions)}
      />
      <MetricTile
        name="Deliveries a second"
        value={formatRate(deliveries.at(-1) ?? 0)}
        note={`${formatCount(delivery.delivered)} so far`}
        values={deliveries}
      />
      <MetricTile
        name="Changes a second"
        value={formatRate(commits.at(-1) ?? 0)}
        note={`${formatCount(delivery.committed)} so far`}
        values={commits}
      />
      <MetricTile
        name="Latency, p50"
        value={formatMs(delivery.latencyP50Ms)}
        note="commit to socket, last minute"
        values={samples.map((sample) => sample.latencyP50Ms)}
      />
      <MetricTile
        name="Latency, p99"
        value={formatMs(delivery.latencyP99Ms)}
        note="commit to socket, last minute"
        values={samples.map((sample) => sample.latencyP99Ms)}
      />
      <MetricTile
        name="Memory"
        value={formatMemory(status.memoryBytes)}
        note="resident"
        values={samples.map((sample) => sample.memoryBytes)}
      />
      <MetricTile
        name="Log"
        value={formatNumbered(status.log.changes, 'change')}
        note={`${formatMemory(status.log.bytes)} for those who resume`}
        values={samples.map((sample) => sample.logChanges)}
      />
    </div>
  );
}
