/** What of `data-health` is shown, and in which order (contract.md, Reports: `filter`, `sort`). */
import { order } from '../report/present-rows.ts';
import type { SortKey } from '../report/report-request.ts';
import { passesAll, passesMetric, type Filters } from '../request/filter.ts';
import { notAllowed, parsed, refused, type ParameterError, type Parsed } from '../request/parameter-error.ts';
import { sortOf } from '../request/report-request-of.ts';
import { HEALTH_METRICS } from './health-metrics.ts';
import type { HealthRow } from './health-rows.ts';

/** Metrics that are numbers: a time is not compared with one. */
export const HEALTH_NUMBERS = HEALTH_METRICS.filter(({ unit }) => unit !== 'time').map(({ key }) => key);
const TEXTS = ['source', ...HEALTH_METRICS.filter(({ unit }) => unit === 'time').map(({ key }) => key)];

/** Columns that the question names: those of this report alone, and of the dimensions none but the data source. */
export const healthOrderOf = (asked: {
  readonly filter?: readonly string[] | undefined;
  readonly sort?: readonly string[] | undefined;
}): Parsed<readonly SortKey[]> => {
  const allowed = ['source', ...HEALTH_NUMBERS];
  const errors: ParameterError[] = [];
  asked.filter?.forEach((text, index) => {
    const [key = ''] = text.split(':');
    if (!allowed.includes(key)) errors.push(notAllowed(`/filter/${index}`, key, allowed));
  });
  const sort = sortOf(asked.sort, ['source', ...HEALTH_METRICS.map(({ key }) => key)]);
  if (!sort.ok) return refused(...errors, ...sort.errors);
  return errors.length > 0 ? refused(...errors) : parsed(sort.value);
};

/** The rows that pass, in the order asked for; by name unless told. */
export const selectHealthRows = (
  rows: readonly HealthRow[],
  { dimensions, metrics }: Filters,
  sort: readonly SortKey[],
): HealthRow[] =>
  rows
    .filter(
      (row) =>
        passesAll(dimensions, () => String(row['source'])) &&
        metrics.every((filter) => passesMetric(filter, row[filter.metric] ?? null)),
    )
    .sort(order([...sort, { key: 'source', descending: false }], TEXTS));
