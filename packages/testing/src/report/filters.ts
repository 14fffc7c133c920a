import { compareBytes } from '../reference/order.ts';
import type { Cell, ReferenceDimension, ReferenceFilter, ReferenceMetricFilter } from './query.ts';

type Value = string | number;

/** Every filter holds; several `eq` on one dimension are alternatives, since all of them at once could never hold. */
export const passesFilters = (
  filters: readonly ReferenceFilter[],
  valueOf: (dimension: ReferenceDimension) => Value,
): boolean =>
  filters.every((filter) => {
    const alternatives =
      filter.operator === 'eq'
        ? filters.filter(({ dimension, operator }) => dimension === filter.dimension && operator === 'eq')
        : [filter];
    return alternatives.some((one) => matches(valueOf(one.dimension), one));
  });

/** `c` and `dnc` take no notice of case; `(not set)` is neither greater nor less than any hour or weekday. */
function matches(value: Value, { dimension, operator, value: wanted }: ReferenceFilter): boolean {
  const text = String(value);
  switch (operator) {
    case 'eq':
      return text === wanted;
    case 'neq':
      return text !== wanted;
    case 'c':
      return text.toLowerCase().includes(wanted.toLowerCase());
    case 'dnc':
      return !text.toLowerCase().includes(wanted.toLowerCase());
    default:
      if (typeof value === 'number') return ordered(operator, value - Number(wanted));
      return dimension !== 'hour' && ordered(operator, compareBytes(value, wanted));
  }
}

/** What is shown as `null` is unknown: equal to nothing, greater and less than nothing. */
export function passesMetric(shown: Cell | undefined, { operator, value }: ReferenceMetricFilter): boolean {
  if (shown === null || shown === undefined) return operator === 'neq';
  const order = Number(shown) - value;
  if (operator === 'eq') return order === 0;
  if (operator === 'neq') return order !== 0;
  return ordered(operator, order);
}

function ordered(operator: 'gt' | 'gte' | 'lt' | 'lte', order: number): boolean {
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
}
