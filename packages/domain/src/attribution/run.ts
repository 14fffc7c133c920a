/** Everything a run fixes (attribution.md, section 4, last paragraph). Durations: 1 day = exactly 24 h. */
export interface RunParameters {
  readonly lookbackDays: number;
  readonly journeyEnd: JourneyEnd;
  readonly skewSeconds: number;
  readonly leadUniqueDays: number;
  readonly hubLimits: HubLimits;
  readonly halfLifeDays: number;
  readonly timeZone: string;
  readonly currency: string;
  readonly rates: readonly Rate[];
  /**
   * Order of sources for "one call, one enquiry": lower wins the enquiry's id. Call tracking, telephony, CRM, rest.
   * A source that is not listed ranks last with role `other`.
   */
  readonly sources: Readonly<Record<string, { readonly rank: number; readonly role: SourceRole }>>;
  /** Hash of every table and data version the core reads. */
  readonly rules: string;
}
export type JourneyEnd = 'enquiry' | 'conversion';
export type SourceRole = 'call_tracking' | 'telephony' | 'crm' | 'other';
export interface HubLimits {
  /** Most different others of one kind among phones, emails, contacts. */
  readonly others: number;
  /** Most different visitors (client ids included). */
  readonly visitors: number;
}
/** 1 unit of `currency` = `rate` units of the workspace's currency on `date` (decimal string). */
export interface Rate {
  readonly currency: string;
  readonly date: string;
  readonly rate: string;
}

export const DEFAULT_RUN: RunParameters = {
  lookbackDays: 90,
  journeyEnd: 'enquiry',
  skewSeconds: 120,
  leadUniqueDays: 30,
  hubLimits: { others: 20, visitors: 200 },
  halfLifeDays: 7,
  timeZone: 'Europe/Moscow',
  currency: 'RUB',
  rates: [],
  sources: {},
  rules: '',
};

export const MODELS = [
  'first_touch',
  'last_touch',
  'last_non_direct',
  'linear',
  'position_based',
  'time_decay',
] as const;
export type Model = (typeof MODELS)[number];
export const DEFAULT_MODEL: Model = 'last_non_direct';
