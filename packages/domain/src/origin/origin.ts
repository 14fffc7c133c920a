/** Where a visit, call, enquiry or deal came from (attribution.md, section 2). All values lower-cased and trimmed. */
export interface Origin {
  readonly channel: Channel;
  readonly source: string;
  readonly medium: string;
  /** The normalised value as received; the report maps it to a campaign name at read. */
  readonly campaign: string;
  readonly adGroup: string;
  readonly term: string;
  readonly content: string;
  /** `name=value` of the click identifier kept beside the origin, or `''`. */
  readonly clickId: string;
}

/** Value of an absent medium, campaign, ad group, term or content. */
export const NOT_SET = '(not set)';
/** Value of every origin dimension of a conversion without touchpoints. */
export const NOT_ATTRIBUTED = '(not attributed)';

export const CHANNELS = [
  'Direct',
  'Paid Search',
  'Paid Social',
  'Display',
  'Affiliate',
  'Paid Other',
  'Email',
  'Messenger',
  'SMS',
  'Push',
  'Maps',
  'Offline',
  'AI Assistant',
  'Organic Social',
  'Organic Search',
  'Referral',
  'Other',
] as const;
export type Channel = (typeof CHANNELS)[number];
