import type { MetricsFacts, SharedLogFacts } from './metrics-facts.ts';
import type { MetricDefinition } from './prometheus.ts';

/** What is told of a log that several servers share; nothing where a server has its own. */
export function sharedLogMetrics({ sharedLog }: MetricsFacts): MetricDefinition[] {
  if (!sharedLog()) return [];
  const metric = (
    type: 'gauge' | 'counter',
    name: string,
    help: string,
    of: (facts: SharedLogFacts) => number,
  ): MetricDefinition => ({ type, name, help, read: () => [[of(sharedLog()!)]] });
  return [
    metric(
      'gauge',
      'specwire_shared_log_connected',
      'Whether the log that several servers share can be reached.',
      (facts) => Number(facts.isConnected),
    ),
    metric(
      'gauge',
      'specwire_shared_log_lag_changes',
      'Changes that the shared log is known to have and this server has not.',
      (facts) => facts.lagChanges,
    ),
    metric(
      'gauge',
      'specwire_shared_log_lag_seconds',
      'For how long it is not certain that this server has all there is.',
      (facts) => facts.lagMs / 1_000,
    ),
    metric(
      'counter',
      'specwire_shared_log_reconnects_total',
      'How many times the shared log could be reached again.',
      (facts) => facts.reconnects,
    ),
    metric(
      'counter',
      'specwire_shared_log_reloads_total',
      'How many times the state was read afresh, since the stream no longer told what came in between.',
      (facts) => facts.reloads,
    ),
    metric(
      'gauge',
      'specwire_shared_log_leader',
      'Whether this server publishes what its folder has.',
      (facts) => Number(facts.isLeader),
    ),
    metric(
      'gauge',
      'specwire_shared_log_nodes',
      'Servers that share the log, this one among them.',
      (facts) => facts.nodes.all.length,
    ),
  ];
}
