import type { Metrics } from '@throughline/runtime';

/** What one of the doors counts. */
export interface IngestMetrics {
  accepted(count: number): void;
  rejected(code: string): void;
  /** Milliseconds from the first byte of a request to its acknowledgement. */
  acknowledged(milliseconds: number): void;
}

/** The counts of each door, by its name. */
export function ingestMetrics<Door extends string>(
  metrics: Metrics,
  doors: readonly Door[],
): Record<Door, IngestMetrics> {
  const accepted = metrics.counter('ingest_accepted_total', 'Statements accepted and durable.', ['door']);
  const rejected = metrics.counter('ingest_rejected_total', 'Statements refused, by the code of the answer.', [
    'door',
    'code',
  ]);
  const seconds = metrics.histogram('ingest_acknowledge_seconds', 'From a request to its durable acknowledgement.', [
    'door',
  ]);
  const of = (door: Door): IngestMetrics => {
    // Looked up once: the door is where the least time is.
    const [acceptedHere, secondsHere] = [accepted.labels({ door }), seconds.labels({ door })];
    return {
      accepted: (count) => acceptedHere.inc(count),
      rejected: (code) => rejected.inc({ door, code }),
      acknowledged: (milliseconds) => secondsHere.observe(milliseconds / 1000),
    };
  };
  return Object.fromEntries(doors.map((door) => [door, of(door)])) as Record<Door, IngestMetrics>;
}
