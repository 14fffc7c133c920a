import type { JourneyEnd, Model } from '@throughline/domain';

/** Dimensions the reference report knows: origin and time. Those of the CRM are tested in the report's own tables. */
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
export type OriginDimension = (typeof REFERENCE_ORIGIN_DIMENSIONS)[number];
export type TimeDimension = (typeof REFERENCE_TIME_DIMENSIONS)[number];
export type ReferenceDimension = OriginDimension | TimeDimension;

export interface ReferenceFilter {
  readonly dimension: ReferenceDimension;
  readonly operator: 'eq' | 'neq' | 'c' | 'dnc' | 'gt' | 'gte' | 'lt' | 'lte';
  readonly value: string;
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
}

export type Cell = string | number | boolean | null;
export type ReportRow = Readonly<Record<string, Cell>>;
export interface ReferenceReport {
  readonly rows: readonly ReportRow[];
  readonly totals: ReportRow;
}
