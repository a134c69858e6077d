import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Durations } from './durations.ts';
import { eventLoopDelay, processMetrics } from './process-metrics.ts';
import type { MetricsFacts } from './metrics-facts.ts';
import { sharedLogMetrics } from './shared-log-metrics.ts';
import { createPrometheus, type MetricDefinition, type MetricsText, type Value } from './prometheus.ts';

/** What a change goes through, in order. */
const STAGES = ['settle', 'read', 'commit', 'deliver'] as const;
type Stage = (typeof STAGES)[number];

const WATCHER_STATES = ['starting', 'watching', 'degraded', 'stopped', 'none'];

/** How often the delay of the event loop is measured, in milliseconds. */
const LOOP_RESOLUTION_MS = 20;

/** What an operator's Prometheus reads; nothing of it is global. */
export interface Metrics extends Omit<MetricsText, 'clear'>, Disposable {
  /** Notes how long a batch of changes took for a stage, in milliseconds. */
  noteStage(stage: Exclude<Stage, 'deliver'>, ms: number): void;
  /** Notes how long so many deliveries, served together, took from the commit to the write, in milliseconds. */
  noteDelivery(ms: number, deliveries: number): void;
}

/** Creates the metrics of one server; dispose them with it. */
export function createMetrics(facts: MetricsFacts): Metrics {
  const latency = new Durations();
  const stages = new Map<Stage, Durations>(STAGES.map((stage) => [stage, new Durations()]));
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  const prometheus = createPrometheus([
    ...stateMetrics(facts),
    ...connectionMetrics(facts),
    ...deliveryMetrics(facts),
    {
      type: 'histogram',
      name: 'specwire_delivery_latency_seconds',
      help: 'From the commit of a change to its write, for each delivery but replays.',
      read: () => [[latency]],
    },
    {
      type: 'histogram',
      name: 'specwire_stage_seconds',
      help: 'What a batch of changes took to settle, to be read, to be committed, and from there to the write.',
      labels: ['stage'],
      read: () => [...stages].map(([stage, durations]) => [durations, { stage }] as const),
    },
    ...logMetrics(facts),
    ...sharedLogMetrics(facts),
    ...workMetrics(facts),
    eventLoopDelay(loop, LOOP_RESOLUTION_MS),
    ...processMetrics(facts),
  ]);
  return {
    contentType: prometheus.contentType,
    text: () => prometheus.text(),
    noteStage: (stage, ms) => stages.get(stage)!.note(ms),
    noteDelivery(ms, deliveries) {
      latency.note(ms, deliveries);
      stages.get('deliver')!.note(ms);
    },
    [Symbol.dispose]() {
      loop.disable();
      prometheus.clear();
    },
  };
}

function gauge(name: string, help: string, read: () => number): MetricDefinition {
  return { type: 'gauge', name, help, read: () => [[read()]] };
}

function counter(name: string, help: string, read: () => number): MetricDefinition {
  return { type: 'counter', name, help, read: () => [[read()]] };
}

function stateMetrics({
  version,
  nodeId,
  isReady,
  watcher,
  specs,
  problems,
}: MetricsFacts): MetricDefinition[] {
  return [
    {
      type: 'gauge',
      name: 'specwire_build_info',
      help: 'Always 1; the labels say what runs.',
      labels: ['version', 'node_id'],
      read: () => [[1, { version, node_id: nodeId }]],
    },
    gauge('specwire_ready', 'Whether the server takes clients in.', () => (isReady() ? 1 : 0)),
    {
      type: 'gauge',
      name: 'specwire_watcher_state',
      help: 'The state of what watches the folder: 1 for the one it is in.',
      labels: ['state'],
      read: () => {
        const current = watcher().state;
        return WATCHER_STATES.map((state): Value => [state === current ? 1 : 0, { state }]);
      },
    },
    counter(
      'specwire_source_repairs_total',
      'Changes that no event had announced and a rescan found.',
      () => watcher().repairs,
    ),
    gauge('specwire_specs', 'Specs there are.', specs),
    gauge('specwire_problems', 'What is wrong in the files of specs.', problems),
  ];
}

function connectionMetrics({ connections, refusals }: MetricsFacts): MetricDefinition[] {
  type Totals = (typeof connections.byTransport)['SSE'];
  const labels = ['transport'];
  const read = (of: (totals: Totals) => number) => () =>
    Object.entries(connections.byTransport).map(([name, totals]): Value => [
      of(totals),
      { transport: name.toLowerCase() },
    ]);
  return [
    {
      type: 'gauge',
      name: 'specwire_connections',
      help: 'Open connections.',
      labels,
      read: read(({ open }) => open),
    },
    {
      type: 'counter',
      name: 'specwire_connections_opened_total',
      help: 'Connections that were opened.',
      labels,
      read: read(({ opened }) => opened),
    },
    {
      type: 'counter',
      name: 'specwire_connections_closed_total',
      help: 'Connections that have ended, those that were pruned among them.',
      labels,
      read: read(({ closed }) => closed),
    },
    {
      type: 'counter',
      name: 'specwire_connections_pruned_total',
      help: 'Connections that the server ended because they showed no sign of life.',
      labels,
      read: read(({ pruned }) => pruned),
    },
    {
      type: 'counter',
      name: 'specwire_refused_total',
      help: 'What was turned away, by the reason.',
      labels: ['reason'],
      read: () => Object.entries(refusals()).map(([reason, count]): Value => [count, { reason }]),
    },
  ];
}

function deliveryMetrics({ delivery }: MetricsFacts): MetricDefinition[] {
  return [
    gauge('specwire_subscriptions', 'Open subscriptions to changes.', () => delivery().subscriptions),
    counter('specwire_commits_total', 'Commits, each of one change or of several.', () => delivery().commits),
    counter(
      'specwire_changes_committed_total',
      'Changes that were committed to the log.',
      () => delivery().committed,
    ),
    counter(
      'specwire_deliveries_total',
      'Deliveries that a transport has taken.',
      () => delivery().delivered,
    ),
    counter(
      'specwire_changes_conflated_total',
      'Changes that were delivered joined into another.',
      () => delivery().conflated,
    ),
    counter(
      'specwire_resyncs_total',
      'Deliveries that told a client to read afresh.',
      () => delivery().resyncs,
    ),
  ];
}

function logMetrics({ log }: MetricsFacts): MetricDefinition[] {
  return [
    gauge('specwire_log_head', 'The position of the newest change.', () => log().head),
    gauge(
      'specwire_log_window_changes',
      'Changes that can be replayed as they happened.',
      () => log().changes,
    ),
    gauge('specwire_log_window_bytes', 'About how much memory these take.', () => log().bytes),
    gauge('specwire_log_tombstones', 'Deletions that are remembered.', () => log().tombstones),
  ];
}

function workMetrics({ hub, executor }: MetricsFacts): MetricDefinition[] {
  return [
    gauge('specwire_hub_groups', 'Groups of subscriptions that are served together.', () => hub().groups),
    gauge('specwire_hub_interests', 'Different filters of subscriptions.', () => hub().interests),
    counter(
      'specwire_hub_evaluations_total',
      'Comparisons of a change with a filter.',
      () => hub().evaluations,
    ),
    counter(
      'specwire_hub_visits_total',
      'Subscriptions or groups that were told of a change.',
      () => hub().visits,
    ),
    counter(
      'specwire_executions_total',
      'Operations that were run: queries, and subscriptions once for each event.',
      () => executor().executions,
    ),
    counter(
      'specwire_serialisations_total',
      'Results that were made into text.',
      () => executor().serialisations,
    ),
  ];
}
