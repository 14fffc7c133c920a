/** What the demo sends, in the order of time: first-party events and costs in batches, webhooks one by one. */
export interface Story {
  readonly events: readonly Timed<Record<string, unknown>>[];
  readonly costs: readonly Record<string, unknown>[];
  readonly hooks: readonly Timed<Hook>[];
}

export interface Timed<T> {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: T;
}

/** A webhook of a provider: the path after the source's secret address, and the form it posts there. */
export interface Hook {
  readonly provider: 'calltouch' | 'mango' | 'amocrm';
  readonly path: string;
  readonly body: string;
}
