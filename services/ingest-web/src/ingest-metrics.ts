import type { Metrics } from '@throughline/runtime';

export interface IngestMetrics {
  accepted(count: number): void;
  rejected(code: string): void;
  /** Milliseconds from the first byte of a request to its acknowledgement. */
  acknowledged(milliseconds: number): void;
}

export function ingestMetrics(metrics: Metrics): IngestMetrics {
  const accepted = metrics.counter('ingest_events_accepted_total', 'Events accepted and durable.');
  const rejected = metrics.counter('ingest_events_rejected_total', 'Events refused, by reason.', ['code']);
  const seconds = metrics.histogram('ingest_acknowledge_seconds', 'Time from request to durable acknowledgement.');
  return {
    accepted: (count) => accepted.inc(count),
    rejected: (code) => rejected.inc({ code }),
    acknowledged: (milliseconds) => seconds.observe(milliseconds / 1000),
  };
}
