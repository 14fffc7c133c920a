import type { JourneyEnd, Model } from '@throughline/domain';

/** Dimensions of contract.md, Reports, by family. */
export const REFERENCE_ORIGIN_DIMENSIONS = [
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
export const REFERENCE_TIME_DIMENSIONS = ['day', 'week', 'month', 'hour', 'weekday'] as const;
export const REFERENCE_CRM_DIMENSIONS = [
  'manager',
  'department',
  'pipeline',
  'call_source',
  'product',
  'category',
] as const;
export type OriginDimension = (typeof REFERENCE_ORIGIN_DIMENSIONS)[number];
export type TimeDimension = (typeof REFERENCE_TIME_DIMENSIONS)[number];
export type CrmDimension = (typeof REFERENCE_CRM_DIMENSIONS)[number];
export type ReferenceDimension = OriginDimension | TimeDimension | CrmDimension;

export interface ReferenceFilter {
  readonly dimension: ReferenceDimension;
  readonly operator: 'eq' | 'neq' | 'c' | 'dnc' | 'gt' | 'gte' | 'lt' | 'lte';
  readonly value: string;
}
/** A filter on what a row shows: `revenue:gt:0`. */
export interface ReferenceMetricFilter {
  readonly metric: string;
  readonly operator: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte';
  readonly value: number;
}

/** The query string of contract.md, Reports, parsed. Dates are calendar days in `tz`, both included. */
export interface ReferenceQuery {
  readonly from: string;
  readonly to: string;
  readonly tz: string;
  readonly by: readonly ReferenceDimension[];
  readonly model: Model;
  readonly dateMode: 'sale' | 'lead' | 'touch';
  readonly refunds: 'own_date' | 'sale_date';
  readonly journeyEnd?: JourneyEnd;
  readonly lookbackDays?: number;
  /** Only contents known up to then (epoch ms). */
  readonly asOf?: number;
  readonly filter?: readonly ReferenceFilter[];
  readonly metricFilter?: readonly ReferenceMetricFilter[];
}

export type Cell = string | number | boolean | null;
export type ReportRow = Readonly<Record<string, Cell>>;
export interface ReferenceReport {
  readonly rows: readonly ReportRow[];
  readonly totals: ReportRow;
}
