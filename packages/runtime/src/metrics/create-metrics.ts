import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type Metric } from 'prom-client';

/**
 * The metrics of one process. Names get the prefix `throughline_`; label values are closed sets, never data. What asks for
 * a metric that is there gets it: parts that are begun anew go on counting.
 */
export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  /** @param collect sets the gauge whenever the metrics are read, for what is asked for; the last one given counts */
  gauge<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
    collect?: Collect<Label>,
  ): Gauge<Label>;
  /** Seconds, unless the name says otherwise. */
  histogram<Label extends string>(
    name: string,
    help: string,
    labels?: readonly Label[],
    buckets?: readonly number[],
  ): Histogram<Label>;
}

export type Collect<Label extends string> = (gauge: Gauge<Label>) => void | Promise<void>;

const PREFIX = 'throughline_';
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, with Node's default metrics unless told otherwise (tests make many registries). */
export function createMetrics({ defaults = true }: { readonly defaults?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (defaults) collectDefaultMetrics({ register: registry });
  const collects = new Map<string, () => void | Promise<void>>();

  function known<Kind extends Metric>(name: string, make: (name: string) => Kind): Kind {
    return (registry.getSingleMetric(PREFIX + name) as Kind | undefined) ?? make(PREFIX + name);
  }
  return {
    registry,
    counter: (name, help, labels = []) =>
      known(name, (full) => new Counter({ name: full, help, labelNames: [...labels], registers: [registry] })),
    gauge<Label extends string>(name: string, help: string, labels: readonly Label[] = [], collect?: Collect<Label>) {
      const gauge = known(
        name,
        (full): Gauge<Label> =>
          new Gauge({
            name: full,
            help,
            labelNames: [...labels],
            registers: [registry],
            collect: () => collects.get(name)?.(),
          }),
      );
      if (collect !== undefined) collects.set(name, () => collected(gauge, labels.length > 0, collect));
      return gauge;
    },
    histogram: (name, help, labels = [], buckets = SECONDS) =>
      known(
        name,
        (full) =>
          new Histogram({ name: full, help, labelNames: [...labels], registers: [registry], buckets: [...buckets] }),
      ),
  };
}

/** An engine that does not answer must not hold up the reader of the metrics. */
const COLLECT_MS = 2_000;

/** What cannot be asked for now must not hide every other metric: it is left out, or not a number. */
async function collected<Label extends string>(
  gauge: Gauge<Label>,
  isLabelled: boolean,
  collect: Collect<Label>,
): Promise<void> {
  try {
    await within(COLLECT_MS, collect(gauge));
  } catch {
    if (isLabelled) gauge.reset();
    else gauge.set(NaN);
  }
}

/** @throws when it takes longer */
async function within(milliseconds: number, work: void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not in time')), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
