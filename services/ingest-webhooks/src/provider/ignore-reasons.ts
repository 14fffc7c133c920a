/** Why something understood yields no event. Closed, counted per reason. */
export const IGNORE_REASONS = [
  'note',
  'unsorted',
  'company',
  'not_used',
  'nothing_stated',
  'internal_call',
  'lead_of_call',
  'recording_not_ready',
  'not_over',
  'read_back_not_configured',
  'gone',
] as const;
export type IgnoreReason = (typeof IGNORE_REASONS)[number];
