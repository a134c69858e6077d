import type { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricsFacts } from './metrics-facts.ts';
import type { MetricDefinition, Value } from './prometheus.ts';

const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;
const MILLISECONDS = 1e3;

/**
 * How late the event loop was since this was last read.
 * @param resolutionMs the interval that the monitor measures with; what it tells includes it
 */
export function eventLoopDelay(
  loop: ReturnType<typeof monitorEventLoopDelay>,
  resolutionMs: number,
): MetricDefinition {
  const late = (ns: number): number => Math.max(0, ns / NANOSECONDS - resolutionMs / MILLISECONDS);
  return {
    type: 'gauge',
    name: 'specwire_event_loop_delay_seconds',
    help: 'How late the event loop was since this was last read.',
    labels: ['quantile'],
    read() {
      const values: Value[] = [
        [late(loop.percentile(50)), { quantile: '0.5' }],
        [late(loop.percentile(99)), { quantile: '0.99' }],
        [late(loop.max), { quantile: '1' }],
      ];
      loop.reset();
      return values;
    },
  };
}

/** What others measure of a process too, under the names that are usual for it. */
export function processMetrics({ startedAtMs, memory, cpu }: MetricsFacts): MetricDefinition[] {
  return [
    {
      type: 'gauge',
      name: 'process_start_time_seconds',
      help: 'When the server started, in seconds since 1970.',
      read: () => [[startedAtMs / MILLISECONDS]],
    },
    {
      type: 'counter',
      name: 'process_cpu_seconds_total',
      help: 'Time that the process has spent on processors.',
      read() {
        const { user, system } = cpu();
        return [[(user + system) / MICROSECONDS]];
      },
    },
    {
      type: 'gauge',
      name: 'process_resident_memory_bytes',
      help: 'Memory of the process.',
      read: () => [[memory().rss]],
    },
    {
      type: 'gauge',
      name: 'nodejs_memory_bytes',
      help: 'Memory of the process, by what holds it.',
      labels: ['kind'],
      read() {
        const { heapUsed, heapTotal, external, arrayBuffers } = memory();
        return [
          [heapUsed, { kind: 'heap_used' }],
          [heapTotal, { kind: 'heap_total' }],
          [external, { kind: 'external' }],
          [arrayBuffers, { kind: 'array_buffers' }],
        ];
      },
    },
  ];
}
