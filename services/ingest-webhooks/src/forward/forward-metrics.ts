import type { Spool } from '@throughline/event-log';
import type { Metrics } from '@throughline/runtime';

export interface ForwardMetrics {
  forwarded(requests: number): void;
  failed(): void;
  /** What waits is asked for whenever the metrics are read. */
  watch(spool: Pick<Spool, 'waiting' | 'freeBytes'>, now: () => number): void;
}

export function forwardMetrics(metrics: Metrics): ForwardMetrics {
  const forwarded = metrics.counter(
    'webhook_forwarded_total',
    'Requests forwarded from this machine to the event log.',
  );
  const failures = metrics.counter('webhook_forward_failures_total', 'Batches that the event log did not take.');
  return {
    forwarded: (requests) => forwarded.inc(requests),
    failed: () => failures.inc(),
    watch(spool, now) {
      metrics.gauge('webhook_spool_free_bytes', 'Bytes left on the disk where requests wait.', [], (gauge) =>
        gauge.set(spool.freeBytes()),
      );
      metrics.gauge('webhook_forward_lag', 'Requests on this machine that wait to be forwarded.', [], async (gauge) =>
        gauge.set((await spool.waiting()).records),
      );
      metrics.gauge(
        'webhook_forward_lag_seconds',
        'Age of the oldest of them; 0 when none waits.',
        [],
        async (gauge) => {
          const { since } = await spool.waiting();
          gauge.set(since === null ? 0 : Math.max(0, now() - since) / 1_000);
        },
      );
    },
  };
}
