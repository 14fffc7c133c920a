/** Filters: `filter=source:eq:yandex`, repeated; on dimensions and on metrics. */
import { DIMENSIONS, METRICS } from '@throughline/domain';
import type { Dimension, MetricValue } from '@throughline/domain';
import { notAllowed, parsed, refused } from './parameter-error.ts';
import type { ParameterError, Parsed } from './parameter-error.ts';

export const OPERATORS = ['eq', 'neq', 'c', 'dnc', 'gt', 'gte', 'lt', 'lte'] as const;
export type Operator = (typeof OPERATORS)[number];
/** Text operators have no meaning for a number that may be a sum. */
const METRIC_OPERATORS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'] as const;

export interface DimensionFilter {
  readonly dimension: Dimension;
  readonly operator: Operator;
  readonly value: string;
}
export interface MetricFilter {
  readonly metric: string;
  readonly operator: (typeof METRIC_OPERATORS)[number];
  readonly value: number;
}
export interface Filters {
  readonly dimensions: readonly DimensionFilter[];
  readonly metrics: readonly MetricFilter[];
}

/** More than any person types; bounds the SQL. */
const MOST_FILTERS = 50;
const LONGEST_VALUE = 500;

/** Values of these dimensions are numbers: 0..23, 1..7. */
export const NUMERIC_DIMENSIONS: ReadonlySet<Dimension> = new Set(['hour', 'weekday']);

/** Reads the texts `<key>:<operator>:<value>`; the value may itself contain colons. `metrics` are the report's own keys. */
export const parseFilters = (
  texts: readonly string[],
  metrics: readonly string[] = METRICS.map(({ key }) => key),
): Parsed<Filters> => {
  const errors: ParameterError[] = [];
  const dimensions: DimensionFilter[] = [];
  const onMetrics: MetricFilter[] = [];
  if (texts.length > MOST_FILTERS) {
    return refused({ pointer: '/filter', code: 'out_of_range', detail: `at most ${MOST_FILTERS} filters` });
  }
  texts.forEach((text, index) => {
    const result = parseFilter(text, `/filter/${index}`, metrics);
    if (!result.ok) errors.push(...result.errors);
    else if ('dimension' in result.value) dimensions.push(result.value);
    else onMetrics.push(result.value);
  });
  return errors.length > 0 ? refused(...errors) : parsed({ dimensions, metrics: onMetrics });
};

const parseFilter = (
  text: string,
  pointer: string,
  metrics: readonly string[],
): Parsed<DimensionFilter | MetricFilter> => {
  const [key = '', operator = '', ...rest] = text.split(':');
  const value = rest.join(':');
  if (rest.length === 0 || value.length > LONGEST_VALUE) {
    const detail = `must be <dimension or metric>:<operator>:<value of at most ${LONGEST_VALUE} characters>`;
    return refused({ pointer, code: 'invalid_value', detail, allowed: OPERATORS });
  }
  const dimension = DIMENSIONS.find((known) => known === key);
  if (dimension !== undefined) return dimensionFilter(dimension, operator, value, pointer);
  if (!metrics.includes(key)) return refused(notAllowed(pointer, key, [...DIMENSIONS, ...metrics]));
  const known = METRIC_OPERATORS.find((candidate) => candidate === operator);
  if (known === undefined) return refused(notAllowed(pointer, operator, METRIC_OPERATORS));
  const number = Number(value);
  if (!Number.isFinite(number) || value.trim() === '') {
    return refused({ pointer, code: 'invalid_value', detail: `"${value.slice(0, 100)}" is not a number` });
  }
  return parsed({ metric: key, operator: known, value: number });
};

const dimensionFilter = (
  dimension: Dimension,
  operator: string,
  value: string,
  pointer: string,
): Parsed<DimensionFilter> => {
  const known = OPERATORS.find((candidate) => candidate === operator);
  if (known === undefined) return refused(notAllowed(pointer, operator, OPERATORS));
  const compares = known.startsWith('g') || known.startsWith('l');
  if (NUMERIC_DIMENSIONS.has(dimension) && compares && !/^\d{1,9}$/.test(value)) {
    return refused({ pointer, code: 'invalid_value', detail: `${dimension} is compared with a whole number` });
  }
  return parsed({ dimension, operator: known, value });
};

/** Whether a printed dimension value passes one filter; the SQL form in `filter-sql.ts` says the same. */
export const passes = ({ dimension, operator, value }: DimensionFilter, printed: string): boolean => {
  switch (operator) {
    case 'eq':
      return printed === value;
    case 'neq':
      return printed !== value;
    case 'c':
      return printed.toLowerCase().includes(value.toLowerCase());
    case 'dnc':
      return !printed.toLowerCase().includes(value.toLowerCase());
    default:
      return holds(
        operator,
        NUMERIC_DIMENSIONS.has(dimension) ? numberOrder(printed, value) : byteOrder(printed, value),
      );
  }
};

/** All filters hold; several `eq` on one dimension are alternatives (all of them at once could never hold). */
export const passesAll = (filters: readonly DimensionFilter[], valueOf: (dimension: Dimension) => string): boolean =>
  groupFilters(filters).every((group) => group.some((filter) => passes(filter, valueOf(filter.dimension))));

/** Filters as a conjunction of alternatives. */
export const groupFilters = (filters: readonly DimensionFilter[]): readonly (readonly DimensionFilter[])[] => {
  const equals = new Map<Dimension, DimensionFilter[]>();
  const groups: DimensionFilter[][] = [];
  for (const filter of filters) {
    const group = filter.operator === 'eq' ? equals.get(filter.dimension) : undefined;
    if (group !== undefined) {
      group.push(filter);
      continue;
    }
    const created = [filter];
    if (filter.operator === 'eq') equals.set(filter.dimension, created);
    groups.push(created);
  }
  return groups;
};

/** An unknown metric passes `neq` only. */
export const passesMetric = ({ operator, value }: MetricFilter, printed: MetricValue): boolean => {
  if (printed === null) return operator === 'neq';
  return holds(operator, Number(printed) - value);
};

const holds = (operator: Operator, order: number | null): boolean => {
  if (order === null) return false;
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'neq':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    default:
      return false;
  }
};

/** Bytes of UTF-8, as the warehouse compares strings. */
const byteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** `(not set)` is neither greater nor less than any number. */
const numberOrder = (a: string, b: string): number | null => (/^\d+$/.test(a) ? Number(a) - Number(b) : null);
