/** Why a request, or one entity of it, became a rejected event. Closed: every reason is documented and counted. */
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
  'unreadable_record',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Why something understood yields no event. Closed, counted per reason. */
export const IGNORE_REASONS = [
  'note',
  'unsorted',
  'company',
  'not_used',
  'nothing_stated',
  'internal_call',
  'recording_not_ready',
  'read_back_not_configured',
  'gone',
] as const;
export type IgnoreReason = (typeof IGNORE_REASONS)[number];
