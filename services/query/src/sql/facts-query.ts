/** The one statement behind a report's facts: visits and the credits of conversions, grouped, in one round trip. */
import { ORIGIN_DIMENSIONS, TIME_DIMENSIONS } from '@throughline/domain';
import type { Dimension, OriginDimension, TimeDimension } from '@throughline/domain';
import { id, join, sql, visitWeightsInRange } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import { conversionPart } from './conversion-parts.ts';
import { PART_METRICS } from './fact-query.ts';
import type { FactPart, FactQuery } from './fact-query.ts';
import { filterCondition } from './filter-sql.ts';
import { timeKey, timeText } from './time-sql.ts';

/** Rows of `FactLine`, or null when no fact of `parts` has a meaning under the asked dimensions. */
export const factsQuery = (query: FactQuery, parts: readonly FactPart[]): Sql | null => {
  const branches = parts
    .filter((part) => PART_METRICS[part].some((metric) => query.metrics.has(metric)))
    .map((part) => (part === 'visit' ? visitPart(query) : conversionPart(part, query)));
  return branches.length === 0 ? null : join(branches, sql` UNION ALL `);
};

const visitPart = (query: FactQuery): Sql => {
  const { period, workspace, asOf } = query.selection;
  const asked = [...new Set([...query.groupBy, ...query.filters.flatMap((group) => group.map((f) => f.dimension))])];
  const columns = asked.filter(isOrigin);
  const visits = visitWeightsInRange({
    workspace: workspace.id,
    from: period.start,
    before: period.end,
    columns: asked.some(isTime) || columns.length === 0 ? ['at', ...columns] : columns,
    ...(asOf === null ? {} : { knownAt: asOf }),
  });
  const zone = period.timeZone;
  const conditions = query.filters.map((group) => {
    const dimension = group[0]?.dimension;
    const text = dimension === undefined ? sql`''` : isTime(dimension) ? timeText(dimension, sql`at`, zone) : id(dimension);
    return filterCondition(group, text);
  });
  const keys = query.groupBy.map((d) => (isTime(d) ? timeKey(d, sql`at`, zone) : id(d)));
  const list = join(keys, sql`, `);
  const texts = join(keys.map((key) => sql`toString(${key})`), sql`, `);
  return sql`SELECT 'visit' AS part, ${
    keys.length === 0 ? sql`CAST([], 'Array(String)')` : sql`[${texts}]`
  } AS k, '' AS conversion, toInt64(sum(weight)) AS a, toInt64(0) AS b, toInt64(0) AS c, toInt64(0) AS d, toInt64(0) AS unknown_goods, toInt64(0) AS at_ms FROM (${visits})${
    conditions.length === 0 ? sql`` : sql` WHERE ${join(conditions, sql` AND `)}`
  }${keys.length === 0 ? sql`` : sql` GROUP BY ${list}`}`;
};

const isOrigin = (dimension: Dimension): dimension is OriginDimension =>
  ORIGIN_DIMENSIONS.some((candidate) => candidate === dimension);
const isTime = (dimension: Dimension): dimension is TimeDimension =>
  TIME_DIMENSIONS.some((candidate) => candidate === dimension);
