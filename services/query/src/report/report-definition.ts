/** The catalogue of reports built on facts and credits: names, default rows, metrics. Adding one is adding an entry. */
import { METRICS, TIME_DIMENSIONS } from '@throughline/domain';
import type { AdditiveMetric, Dimension, MetricKey } from '@throughline/domain';
import type { SortKey } from './report-request.ts';

export interface ReportMetric {
  /** A key of the metric catalogue, or `share` = the row's revenue over all revenue. */
  readonly key: MetricKey | 'share';
  readonly unit: string;
  readonly formula: string;
}

export interface ReportDefinition {
  readonly name: string;
  readonly defaultBy: readonly Dimension[];
  readonly metrics: readonly ReportMetric[];
  readonly defaultSort: (by: readonly Dimension[]) => readonly SortKey[];
}

const catalogued = (...keys: MetricKey[]): ReportMetric[] =>
  METRICS.filter(({ key }) => keys.length === 0 || keys.includes(key)).map(({ key, unit, formula }) => ({
    key,
    unit,
    formula,
  }));

/** A calendar reads forward; anything else with the most money first. */
const byTimeElseRevenue = (by: readonly Dimension[]): readonly SortKey[] => {
  const first = by[0];
  const isTime = TIME_DIMENSIONS.some((dimension) => dimension === first);
  return isTime && first !== undefined ? [{ key: first, descending: false }] : [{ key: 'revenue', descending: true }];
};

export const REPORTS: readonly ReportDefinition[] = [
  {
    name: 'roi',
    defaultBy: ['channel', 'source', 'campaign'],
    metrics: catalogued(),
    defaultSort: byTimeElseRevenue,
  },
  {
    name: 'revenue-by-source',
    defaultBy: ['source'],
    metrics: [
      ...catalogued('sales', 'revenue'),
      { key: 'share', unit: 'ratio', formula: 'R of the row / R of all rows' },
      ...catalogued('average_check'),
    ],
    defaultSort: byTimeElseRevenue,
  },
];

/** The additive metrics a report shows or computes with; rows appear for these only. */
export const neededBy = ({ metrics }: ReportDefinition): readonly AdditiveMetric[] =>
  METRICS.filter(({ key }) => metrics.some((metric) => metric.key === key)).flatMap(({ reads }) => reads);

export const reportNamed = (name: string): ReportDefinition | null =>
  REPORTS.find((report) => report.name === name) ?? null;
