/**
 * Why something became a rejected event: of a webhook (or one entity of it), of a first-party event, or of a record of
 * the log. Closed: every reason is documented and counted.
 */
export const REJECT_REASONS = [
  'not_parseable',
  'too_deep',
  'too_many_parameters',
  'unknown_event',
  'missing_field',
  'bad_value',
  'wrong_account',
  'clock_out_of_range',
  'unknown_source',
  'unknown_provider',
  'bad_settings',
  'read_back_failed',
  'translator_failed',
  /** A record of topic `raw` that is no request of ours. */
  'unreadable_record',
  /** A record of topic `events` that is no event of ours: another program wrote it, or a newer release. */
  'undecodable_event',
  /** An event that no fact can be made of: its workspace is gone, or an amount of it is none. */
  'unprojectable_event',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
