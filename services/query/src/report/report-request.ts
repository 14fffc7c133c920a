/** What a report is asked for, fully resolved: no defaults left, nothing unchecked. */
import type { Dimension, JourneyEnd, Model } from '@throughline/domain';
import type { Filters } from '../request/filter.ts';
import type { Period } from '../request/period.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';

export const DATE_MODES = ['sale', 'lead', 'touch'] as const;
export type DateMode = (typeof DATE_MODES)[number];
export const REFUND_MODES = ['own_date', 'sale_date'] as const;
export type RefundMode = (typeof REFUND_MODES)[number];

/** Everything that decides which facts and credits fall into a number. */
export interface Selection {
  readonly workspace: ReportWorkspace;
  readonly period: Period;
  readonly model: Model;
  readonly dateMode: DateMode;
  readonly refunds: RefundMode;
  readonly journeyEnd: JourneyEnd;
  readonly lookbackDays: number;
  /** Epoch milliseconds, or null = everything known. */
  readonly asOf: number | null;
  readonly filters: Filters;
}

export interface SortKey {
  readonly key: string;
  readonly descending: boolean;
}

/** `csv-excel-ru` is the CSV that a Russian Excel opens by a double click. */
export const REPORT_FORMATS = ['json', 'csv', 'csv-excel-ru', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportRequest extends Selection {
  readonly by: readonly Dimension[];
  readonly sort: readonly SortKey[];
  /** null = all rows. */
  readonly limit: number | null;
  readonly offset: number;
  readonly format: ReportFormat;
}
