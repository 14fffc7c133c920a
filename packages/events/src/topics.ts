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
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];
