import { Counter, Gauge, Histogram, Registry, type MetricType } from 'prom-client';
import { BOUNDS_MS, type Durations } from './durations.ts';

/** A value with its labels. */
export type Value = readonly [value: number, labels?: Readonly<Record<string, string>>];

/** Durations with their labels. */
type DurationsPart = readonly [durations: Durations, labels?: Readonly<Record<string, string>>];

/** What a metric is called and says, and the names of its labels. */
interface Description {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** A metric that is read when somebody asks for it, so that it costs nothing until then. */
export type MetricDefinition =
  | (Description & { readonly type: 'gauge' | 'counter'; readonly read: () => Iterable<Value> })
  | (Description & { readonly type: 'histogram'; readonly read: () => Iterable<DurationsPart> });

/** Metrics in the text format of Prometheus. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
  clear(): void;
}

/** Puts metrics into a registry of their own. */
export function createPrometheus(definitions: readonly MetricDefinition[]): MetricsText {
  const registry = new Registry();
  for (const definition of definitions) registry.registerMetric(toMetric(definition));
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    clear: () => registry.clear(),
  };
}

function toMetric(definition: MetricDefinition): Gauge | Counter | Histogram {
  const { name, help, labels: labelNames = [] } = definition;
  const described = { name, help, labelNames, registers: [] };
  switch (definition.type) {
    case 'gauge':
      return new Gauge({
        ...described,
        collect() {
          this.reset();
          for (const [value, labels = {}] of definition.read()) this.set(labels, value);
        },
      });
    case 'counter':
      return new Counter({
        ...described,
        collect() {
          this.reset();
          for (const [value, labels = {}] of definition.read()) this.inc(labels, value);
        },
      });
    case 'histogram':
      return new ReadHistogram(described, definition.read);
  }
}

type Values = Awaited<ReturnType<Histogram['get']>>['values'];

/** A histogram whose counts are kept elsewhere: prom-client would have each duration noted by itself. */
class ReadHistogram extends Histogram {
  readonly #described: { readonly name: string; readonly help: string };
  readonly #read: () => Iterable<DurationsPart>;

  constructor(
    described: { name: string; help: string; labelNames: readonly string[]; registers: never[] },
    read: () => Iterable<DurationsPart>,
  ) {
    super(described);
    this.#described = described;
    this.#read = read;
  }

  override async get(): ReturnType<Histogram['get']> {
    const { name, help } = this.#described;
    const values: Values = [];
    for (const [durations, labels = {}] of this.#read()) {
      for (const [at, value] of durations.cumulative.entries()) {
        values.push({
          metricName: `${name}_bucket`,
          labels: { ...labels, le: BOUNDS_MS[at]! / 1000 },
          value,
        });
      }
      values.push({
        metricName: `${name}_bucket`,
        labels: { ...labels, le: '+Inf' },
        value: durations.count,
      });
      values.push({ metricName: `${name}_sum`, labels, value: durations.sumMs / 1000 });
      values.push({ metricName: `${name}_count`, labels, value: durations.count });
    }
    const type = 'histogram' as unknown as MetricType;
    return { name, help, type, aggregator: 'sum', collect: () => undefined, values };
  }

  /** What the registry asks for. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }
}
