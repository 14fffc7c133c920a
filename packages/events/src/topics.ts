/** Names of the topics; partitions and retention stand in `infra/kafka/topics.json`. */
export const TOPICS = {
  /** Webhooks byte for byte, retention 90 days. */
  raw: 'raw',
  /** Events, Avro, kept for ever. */
  events: 'events',
  /** Candidates (enquiries, deals) to attribute again, keyed by candidate. */
  conversionsDue: 'conversions-due',
  /** Append-only settings. */
  settings: 'settings',
  /** What could not be understood, with reason and original bytes. */
  rejected: 'rejected',
  /** Entities to ask a CRM for, because its webhook said only their ids. */
  readBacks: 'read-backs',
  /** Those it did not answer: asked again after a fixed pause, so in order of their due times. */
  readBacksLater: 'read-backs-later',
  /** Runs over the list APIs of providers: backfill and reconciliation, each with what it still has to ask. */
  listRuns: 'list-runs',
  /** Jobs that are due by the clock; one partition, whose owner runs them. Several processes only. */
  jobTicks: 'job-ticks',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

/** Consumer groups before the warehouse, as their positions are kept under; a warehouse's own are named after it. */
export const GROUPS = {
  translate: 'translate',
  readBack: 'read-back',
  readBackLater: 'read-back-later',
  listRuns: 'list-runs',
  jobs: 'jobs',
} as const;
