/** What `data-health` shows of each data source, as data: keys, units, what each means, how totals come about. */
export interface HealthMetric {
  readonly key: string;
  /** `time`: RFC 3339; `seconds`: a whole number. */
  readonly unit: 'count' | 'seconds' | 'time';
  /** Printed in `meta.formulas`. */
  readonly formula: string;
  /** `none`: not to be summed, null in the totals. */
  readonly total: 'sum' | 'latest' | 'none';
}

const count = (key: string, formula: string): HealthMetric => ({ key, unit: 'count', formula, total: 'sum' });

/** Why facts are kept and not counted (attribution.md, section 1), with what is printed of each. */
const EXCLUDED = {
  bot: 'visits of bots',
  address: 'visits, enquiries, calls and deals from an address of your own',
  phone: 'enquiries, calls and deals of a phone of your own',
  visitor: 'visits, enquiries, calls and deals of a visitor of your own',
  provider_test: 'tests that a provider sent',
} as const;
export type ExclusionReason = keyof typeof EXCLUDED;
export const EXCLUSION_REASONS = Object.keys(EXCLUDED) as readonly ExclusionReason[];

export const HEALTH_METRICS: readonly HealthMetric[] = [
  { key: 'last_event', unit: 'time', formula: 'latest time at which something happened, ever', total: 'latest' },
  { key: 'last_received', unit: 'time', formula: 'latest time at which something new came, ever', total: 'latest' },
  {
    key: 'complete_from',
    unit: 'time',
    formula: 'everything that happened at the source since then is known; in the totals: at every source',
    total: 'latest',
  },
  {
    key: 'lag_seconds',
    unit: 'seconds',
    formula: 'median time from happening to arrival, without costs',
    total: 'none',
  },
  count('events', 'distinct events, without page views'),
  count('duplicates', 'repetitions the provider sent since the process started; each event counts once'),
  count('rejected', 'requests and events that came in the period, were not understood and are still open'),
  count('id_conflicts', 'events that their sender told in several ways under one id; the last counts'),
  count('retranslated', 'events that were read again and then said something else'),
  count('visits', 'visits that count'),
  count('visits_without_utm', 'visits without campaign, ad group, keyword and content'),
  count('calls', 'inbound calls that count'),
  count('calls_without_visit', 'inbound calls whose journey has no visit'),
  count('deals', 'deals created'),
  count('deals_without_touchpoint', 'deals whose journey is empty: (not attributed)'),
  count('costs_without_visits', 'campaigns with a cost and without a visit, tracked call or stated origin'),
  count('merged_enquiries', 'records of other sources that are one enquiry with one of this source'),
  count('truncated_journeys', 'journeys of more than 1000 touchpoints'),
  count('missing_rates', 'sales whose exchange rate is missing: they count as 0'),
  count('unresolved_references', 'enquiry and deal ids that name nothing known'),
  ...EXCLUSION_REASONS.map((reason) => count(`excluded_${reason}`, `${EXCLUDED[reason]}: kept, and counted nowhere`)),
];
