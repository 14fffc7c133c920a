import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process. Names get the prefix `throughline_`; label values are closed sets, never data. */
export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  /** @param collect sets the gauge whenever the metrics are read; for what is asked for, not told */
  gauge<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
    collect?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label>;
  /** Seconds, unless the name says otherwise. */
  histogram<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
    buckets?: readonly number[],
  ): Histogram<Label>;
}

const PREFIX = 'throughline_';
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, with Node's default metrics unless told otherwise (tests make many registries). */
export function createMetrics({ defaults = true }: { readonly defaults?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (defaults) collectDefaultMetrics({ register: registry });
  const common = <Label extends string>(name: string, help: string, labels: readonly Label[]) => ({
    name: PREFIX + name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    registry,
    counter: (name, help, labels = []) => new Counter(common(name, help, labels)),
    gauge: <Label extends string>(
      name: string,
      help: string,
      labels: readonly Label[] = [],
      collect?: (gauge: Gauge<Label>) => void | Promise<void>,
    ) => {
      const gauge: Gauge<Label> = new Gauge({
        ...common(name, help, labels),
        ...(collect === undefined ? {} : { collect: () => collected(gauge, collect) }),
      });
      return gauge;
    },
    histogram: (name, help, labels = [], buckets = SECONDS) =>
      new Histogram({ ...common(name, help, labels), buckets: [...buckets] }),
  };
}

/** What cannot be asked for now must not hide every other metric. */
async function collected<Label extends string>(
  gauge: Gauge<Label>,
  collect: (gauge: Gauge<Label>) => void | Promise<void>,
): Promise<void> {
  try {
    await collect(gauge);
  } catch {
    gauge.reset();
    gauge.set(NaN);
  }
}
