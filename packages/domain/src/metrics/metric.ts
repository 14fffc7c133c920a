/**
 * The metric catalogue (attribution.md, section 5): what each number of a report is, in one table.
 *
 * Additive metrics are summed over facts and credits; derived ones are computed from a row's additive metrics by the
 * printed formula, so a total is never a sum of ratios.
 */

/** Metrics that are summed: over rows they give the totals exactly. */
export const ADDITIVE_METRICS = [
  'visits',
  'enquiries',
  'leads',
  'deals',
  'sales',
  'first_time_buyers',
  'revenue',
  'cost',
  'cost_of_goods',
  'clicks',
  'impressions',
] as const;
export type AdditiveMetric = (typeof ADDITIVE_METRICS)[number];

export const DERIVED_METRICS = [
  'profit',
  'cpc',
  'cpl',
  'cpo',
  'cac',
  'average_check',
  'visit_to_lead',
  'visit_to_sale',
  'lead_to_sale',
  'roas',
  'drr',
  'romi',
  'roi',
  'margin',
] as const;
export type DerivedMetric = (typeof DERIVED_METRICS)[number];
export type MetricKey = AdditiveMetric | DerivedMetric;

/**
 * - `count`: a number, credit-weighted counts with up to 9 decimals;
 * - `money`: a decimal string with the currency's digits;
 * - `money_per_unit`: a number, units of the currency per one of something, unrounded;
 * - `ratio`: a number, 0.25 = 25 %, unrounded.
 */
export type MetricUnit = 'count' | 'money' | 'money_per_unit' | 'ratio';

export interface Metric {
  readonly key: MetricKey;
  readonly unit: MetricUnit;
  readonly additive: boolean;
  /** Printed in `meta.formulas`; letters are those of attribution.md, section 5. */
  readonly formula: string;
  /** What the formula reads; a metric is unknown (null) as soon as one of them is. */
  readonly reads: readonly AdditiveMetric[];
}

const additive = (key: AdditiveMetric, unit: MetricUnit, formula: string): Metric => ({
  key,
  unit,
  additive: true,
  formula,
  reads: [key],
});
const derived = (key: DerivedMetric, unit: MetricUnit, formula: string, reads: readonly AdditiveMetric[]): Metric => ({
  key,
  unit,
  additive: false,
  formula,
  reads,
});

/** Every metric of `roi`, in the order a report shows them. */
export const METRICS: readonly Metric[] = [
  additive('visits', 'count', 'V'),
  additive('enquiries', 'count', 'E'),
  additive('leads', 'count', 'L'),
  additive('deals', 'count', 'D'),
  additive('sales', 'count', 'S'),
  additive('first_time_buyers', 'count', 'N'),
  additive('revenue', 'money', 'R = sales - refunds'),
  additive('cost', 'money', 'A'),
  additive('cost_of_goods', 'money', 'G'),
  derived('profit', 'money', 'R - G - A', ['revenue', 'cost_of_goods', 'cost']),
  additive('clicks', 'count', 'C'),
  additive('impressions', 'count', 'I'),
  derived('cpc', 'money_per_unit', 'A / C', ['cost', 'clicks']),
  derived('cpl', 'money_per_unit', 'A / L', ['cost', 'leads']),
  derived('cpo', 'money_per_unit', 'A / S', ['cost', 'sales']),
  derived('cac', 'money_per_unit', 'A / N', ['cost', 'first_time_buyers']),
  derived('average_check', 'money_per_unit', 'R / S', ['revenue', 'sales']),
  derived('visit_to_lead', 'ratio', 'L / V', ['leads', 'visits']),
  derived('visit_to_sale', 'ratio', 'S / V', ['sales', 'visits']),
  derived('lead_to_sale', 'ratio', 'S / L', ['sales', 'leads']),
  derived('roas', 'ratio', 'R / A', ['revenue', 'cost']),
  derived('drr', 'ratio', 'A / R', ['cost', 'revenue']),
  derived('romi', 'ratio', '(R - G - A) / A', ['revenue', 'cost_of_goods', 'cost']),
  derived('roi', 'ratio', '(R - G - A) / (G + A)', ['revenue', 'cost_of_goods', 'cost']),
  derived('margin', 'ratio', '(R - G) / R', ['revenue', 'cost_of_goods']),
];
