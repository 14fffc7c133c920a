/** Dimensions of reports, and which metric means something under which (contract.md, Reports). */
import { ADDITIVE_METRICS, METRICS } from './metric.ts';
import type { AdditiveMetric, MetricKey } from './metric.ts';

/** Where a touchpoint, visit or cost came from; a conversion without touchpoints has `(not attributed)` in each. */
export const ORIGIN_DIMENSIONS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'ad_group',
  'term',
  'content',
  'landing_page',
  'device',
  'country',
  'city',
] as const;
/** The date that decides the period, in the report's zone. */
export const TIME_DIMENSIONS = ['day', 'week', 'month', 'hour', 'weekday'] as const;
/** What the CRM and telephony say. */
export const CRM_DIMENSIONS = ['manager', 'department', 'product', 'category', 'pipeline', 'call_source'] as const;
export const DIMENSIONS = [...ORIGIN_DIMENSIONS, ...TIME_DIMENSIONS, ...CRM_DIMENSIONS] as const;

export type OriginDimension = (typeof ORIGIN_DIMENSIONS)[number];
export type TimeDimension = (typeof TIME_DIMENSIONS)[number];
export type CrmDimension = (typeof CRM_DIMENSIONS)[number];
export type Dimension = (typeof DIMENSIONS)[number];

const originAndTime: readonly Dimension[] = [...ORIGIN_DIMENSIONS, ...TIME_DIMENSIONS];
const ofEnquiry: readonly Dimension[] = [...originAndTime, 'manager', 'call_source'];
const ofDeal: readonly Dimension[] = DIMENSIONS;

/**
 * meaning[metric] = the dimensions it can be broken down by; under any other it is `null`.
 *
 * - Visits and ad costs know their origin and time, no manager, product or pipeline. A cost row that does not state an
 *   origin dimension (content, landing page, device, country, city) or the hour counts under `(not set)` there.
 * - Enquiries and leads know who handled them and, for calls, which source recorded the call.
 * - Deals, sales, buyers, revenue and cost of goods know everything; `call_source` is that of the origin enquiry.
 */
export const MEANING: Readonly<Record<AdditiveMetric, ReadonlySet<Dimension>>> = {
  visits: new Set(originAndTime),
  enquiries: new Set(ofEnquiry),
  leads: new Set(ofEnquiry),
  deals: new Set(ofDeal),
  sales: new Set(ofDeal),
  first_time_buyers: new Set(ofDeal),
  revenue: new Set(ofDeal),
  cost_of_goods: new Set(ofDeal),
  cost: new Set(originAndTime),
  clicks: new Set(originAndTime),
  impressions: new Set(originAndTime),
};

/** Whether the metric has a meaning when every one of `dimensions` is grouped or filtered by. */
export const hasMeaning = (metric: MetricKey, dimensions: Iterable<Dimension>): boolean => {
  const reads = METRICS.find(({ key }) => key === metric)?.reads ?? [];
  for (const dimension of dimensions) if (!reads.every((part) => MEANING[part].has(dimension))) return false;
  return true;
};

/** The additive metrics that keep a meaning under every one of `dimensions`. */
export const meaningful = (dimensions: Iterable<Dimension>): ReadonlySet<AdditiveMetric> => {
  const asked = [...dimensions];
  return new Set(ADDITIVE_METRICS.filter((metric) => hasMeaning(metric, asked)));
};
