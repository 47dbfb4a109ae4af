import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Values of labels. Never put ids of people or messages here: every new value is a new series. */
export type Labels = Readonly<Record<string, string>>;

export interface MetricOptions {
  /** In Prometheus' form: `dt_messages_accepted_total`. */
  name: string;
  /** What it counts or measures, with the unit. */
  help: string;
  /** Names of the labels it is given. */
  labels?: readonly string[];
}

export interface CountMetric {
  increment(labels?: Labels, by?: number): void;
}

export interface GaugeMetric {
  set(value: number, labels?: Labels): void;
}

export interface HistogramMetric {
  observe(value: number, labels?: Labels): void;
}

/** The metrics of one process. */
export interface Metrics {
  counter(options: MetricOptions): CountMetric;
  /** `collect` runs at every scrape and may set the gauge then; when it throws or takes a second, the last values stay. */
  gauge(options: MetricOptions & { collect?: (gauge: GaugeMetric) => void | Promise<void> }): GaugeMetric;
  /** Buckets are upper limits in the metric's unit. */
  histogram(options: MetricOptions & { buckets?: readonly number[] }): HistogramMetric;
  /** Everything in Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** From a millisecond to a minute, for durations in seconds. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Metrics of a service, with those of its process (memory, CPU, event loop), all labelled `service`. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const base = (options: MetricOptions) => ({
    name: options.name,
    help: options.help,
    labelNames: options.labels ?? [],
    registers: [registry],
  });
  return {
    counter(options) {
      const counter = new Counter(base(options));
      return { increment: (labels = {}, by = 1) => counter.inc(labels, by) };
    },
    gauge(options) {
      const { collect } = options;
      const gauge: Gauge = new Gauge({
        ...base(options),
        ...(collect && { collect: () => runQuietly(collect, port) }),
      });
      const port: GaugeMetric = { set: (value, labels = {}) => gauge.set(labels, value) };
      return port;
    },
    histogram(options) {
      const histogram = new Histogram({ ...base(options), buckets: [...(options.buckets ?? durationBuckets)] });
      return { observe: (value, labels = {}) => histogram.observe(labels, value) };
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Scrapers give up after 10 s. */
const COLLECT_LIMIT_MS = 1000;

/** One gauge that cannot be read, or not in time (Redis is away), must not take every other metric with it. */
async function runQuietly(collect: (gauge: GaugeMetric) => void | Promise<void>, gauge: GaugeMetric): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, COLLECT_LIMIT_MS);
  try {
    await Promise.race([collect(gauge), late.promise]);
  } catch {
    // The scrape shows the last value; what is wrong shows in the readiness and the log of its owner.
  } finally {
    clearTimeout(timer);
  }
}
