/** A dimension filter as a condition; says the same as `passes` (a test compares them). */
import { list, sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import { NUMERIC_DIMENSIONS } from '../request/filter.ts';
import type { DimensionFilter } from '../request/filter.ts';

/** One group of `groupFilters`: alternatives on one dimension, whose printed value is `text`. */
export const filterCondition = (group: readonly DimensionFilter[], text: Sql): Sql => {
  const [filter] = group;
  if (filter === undefined) return sql`true`;
  const { operator, value, dimension } = filter;
  switch (operator) {
    case 'eq':
      return sql`${text} IN ${list(group.map((alternative) => alternative.value))}`;
    case 'neq':
      return sql`${text} != ${value}`;
    case 'c':
      return sql`positionCaseInsensitiveUTF8(${text}, ${value}) > 0`;
    case 'dnc':
      return sql`positionCaseInsensitiveUTF8(${text}, ${value}) = 0`;
    default:
      return NUMERIC_DIMENSIONS.has(dimension)
        ? compare(sql`toUInt64OrNull(${text})`, operator, sql`${Number(value)}`)
        : compare(text, operator, sql`${value}`);
  }
};

const compare = (left: Sql, operator: 'gt' | 'gte' | 'lt' | 'lte', right: Sql): Sql => {
  switch (operator) {
    case 'gt':
      return sql`${left} > ${right}`;
    case 'gte':
      return sql`${left} >= ${right}`;
    case 'lt':
      return sql`${left} < ${right}`;
    case 'lte':
      return sql`${left} <= ${right}`;
  }
};
