/** Visits, grouped. Beside the credits of conversions, on a connection of its own: both cost mostly their planning. */
import type { Dimension } from '@throughline/domain';
import { id, join, sql, visitWeightsInRange } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import { keyTexts } from './conversion-lines.ts';
import { isOrigin, isTime } from './dimension-kind.ts';
import { CREDITED_METRICS } from './fact-query.ts';
import type { FactQuery } from './fact-query.ts';
import { filterCondition } from './filter-sql.ts';
import { timeKey, timeText } from './time-sql.ts';

/**
 * A statement of `FactLine` rows, or null when visits have no meaning under the asked dimensions.
 * @param noted see `visitWeightsInRange`
 */
export const visitLines = (query: Omit<FactQuery, 'conversions'>, noted: boolean): Sql | null => {
  if (!query.metrics.has('visits')) return null;
  const { period, workspace, asOf } = query.selection;
  const asked = [...new Set([...query.groupBy, ...query.filters.flatMap((group) => group.map((f) => f.dimension))])];
  const origins = asked.filter(isOrigin);
  const visits = visitWeightsInRange(
    {
      workspace: workspace.id,
      from: period.start,
      before: period.end,
      columns: asked.some(isTime) || origins.length === 0 ? ['at', ...origins] : origins,
      ...(asOf === null ? {} : { knownAt: asOf }),
    },
    noted,
  );
  const zone = period.timeZone;
  const key = (dimension: Dimension): Sql => (isTime(dimension) ? timeKey(dimension, sql`at`, zone) : id(dimension));
  const text = (dimension: Dimension): Sql => (isTime(dimension) ? timeText(dimension, sql`at`, zone) : id(dimension));
  const conditions = query.filters.flatMap((group) =>
    group[0] === undefined ? [] : [filterCondition(group, text(group[0].dimension))],
  );
  const keys = query.groupBy.map(key);
  const zeros = sql`arrayResize([toInt64(sum(weight))], ${CREDITED_METRICS.length + 1}, toInt64(0))`;
  return sql`SELECT ${keyTexts(keys)} AS k, '' AS conversion, ${zeros} AS sums, toInt64(0) AS unknown_goods, toInt64(0) AS at_ms FROM (${visits})${
    conditions.length === 0 ? sql`` : sql` WHERE ${join(conditions, sql` AND `)}`
  }${keys.length === 0 ? sql`` : sql` GROUP BY ${join(keys, sql`, `)}`}`;
};
