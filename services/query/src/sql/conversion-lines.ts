/**
 * Credits of conversions, grouped: one scan of the table (the engine's fixed cost of a scan is higher than the work of
 * a report). Without a calendar dimension each sum is cut to the period by its own instant; with one, a credit is
 * unrolled into its facts, because a deal and its sale fall on different days. Under items too: each refund is split
 * on its own.
 */
import { DIMENSIONS, NOT_ATTRIBUTED, NOT_SET } from '@throughline/domain';
import type { CrmDimension, Dimension } from '@throughline/domain';
import { conversions as storedConversions, id, identifiers, join, sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import {
  creditFacts,
  creditsOf,
  GOODS_UNKNOWN,
  inPeriod,
  mayCount,
  ofTouch,
  refundAt,
  REFUNDS,
  wants,
} from './conversion-facts.ts';
import type { CreditedMetric } from './conversion-facts.ts';
import { isCrm, isItem, isOrigin, isTime } from './dimension-kind.ts';
import { CREDITED_METRICS } from './fact-query.ts';
import type { FactQuery } from './fact-query.ts';
import { filterCondition } from './filter-sql.ts';
import { overItems } from './item-shares.ts';
import { timeKey, timeText } from './time-sql.ts';

const dimensionColumn = identifiers(DIMENSIONS.map((dimension) => `d_${dimension}` as const));
const alias = (dimension: Dimension): Sql => dimensionColumn(`d_${dimension}`);
const sumColumn = identifiers(CREDITED_METRICS.map((metric) => `s_${metric}` as const));
const comma = (parts: readonly Sql[]): Sql => join(parts, sql`, `);

/** A statement of `FactLine` rows for everything but visits, or null when nothing of it has a meaning here. */
export const conversionLines = (query: FactQuery): Sql | null => {
  const metrics = CREDITED_METRICS.filter((metric) => query.metrics.has(metric));
  if (metrics.length === 0) return null;
  const asked = [...new Set([...query.groupBy, ...query.filters.flatMap((group) => group.map((f) => f.dimension))])];
  const zone = query.selection.period.timeZone;
  const byItem = asked.some(isItem);
  const unrolled = asked.some(isTime) || byItem || query.perConversion;
  const rows = unrolled ? unrolledRows(query, asked, metrics) : cutRows(query, asked, metrics);
  const source = byItem
    ? overItems(
        rows,
        [...asked.filter((d) => !isItem(d) && !isTime(d)).map(alias), ...fixed(query)],
        metrics.map((m) => sumColumn(`s_${m}`)),
        metrics.indexOf('sales'),
      )
    : rows;
  const conditions = query.filters.map((group) => filterCondition(group, textOf(group[0]?.dimension, zone)));
  const keys = query.groupBy.map((dimension) =>
    isTime(dimension) ? timeKey(dimension, sql`e_at`, zone) : alias(dimension),
  );
  const grouping = query.perConversion ? [...keys, sql`e_kind`, sql`e_id`] : keys;
  const sums = CREDITED_METRICS.map((metric) =>
    query.metrics.has(metric) ? sql`toInt64(sum(${sumColumn(`s_${metric}`)}))` : sql`toInt64(0)`,
  );
  return sql`SELECT ${keyTexts(keys)} AS k, ${query.perConversion ? sql`concat(e_kind, ':', e_id)` : sql`''`} AS conversion, [toInt64(0), ${comma(sums)}] AS sums, toInt64(max(${byItem ? sql`i_unknown` : sql`s_unknown`})) AS unknown_goods, ${
    query.perConversion ? sql`toUnixTimestamp64Milli(max(e_at))` : sql`toInt64(0)`
  } AS at_ms FROM (${source})${conditions.length > 0 ? sql` WHERE ${join(conditions, sql` AND `)}` : sql``}${
    grouping.length > 0 ? sql` GROUP BY ${comma(grouping)}` : sql``
  }`;
};

/** Group keys as an array of texts. */
export const keyTexts = (keys: readonly Sql[]): Sql =>
  keys.length === 0 ? sql`CAST([], 'Array(String)')` : sql`[${comma(keys.map((key) => sql`toString(${key})`))}]`;

/** One row a credit: each sum is there when its fact's instant is in the period. */
const cutRows = (query: FactQuery, asked: readonly Dimension[], metrics: readonly CreditedMetric[]): Sql => {
  const facts = creditFacts(query);
  const refunded = sql`arraySum((x, r) -> if(${inPeriod(query, refundAt(query, sql`r`))}, x, 0), ${REFUNDS}, refund_at)`;
  // Each named once: the engine parses nested conditions slowly, and a report's planning costs more than its data.
  const counted = facts.map(({ counts, exists, at }) => sql`${exists} AND ${inPeriod(query, at)} AS ${counts}`);
  const sums = metrics.map((metric) => {
    const parts = facts.flatMap(({ counts, sums: of }) => {
      const value = of[metric];
      return value === undefined ? [] : [sql`if(${counts}, ${value}, 0)`];
    });
    const all = metric === 'revenue' ? [...parts, sql`-${refunded}`] : parts;
    return sql`${join(all, sql` `)} AS ${sumColumn(`s_${metric}`)}`;
  });
  const sold = facts.find((fact) => fact.sums.sales !== undefined);
  const unknown = sold === undefined ? sql`0` : sql`${sold.counts} AND ${GOODS_UNKNOWN}`;
  return sql`SELECT ${comma([...dimensionColumns(asked), ...counted, ...sums, sql`${unknown} AS s_unknown`])} ${creditsFrom(query, asked)}`;
};

/** One row a fact of a credit, with the instant `e_at` that decides. */
const unrolledRows = (query: FactQuery, asked: readonly Dimension[], metrics: readonly CreditedMetric[]): Sql => {
  const facts = creditFacts(query);
  const singles = facts.map(
    ({ exists, at }, index) => sql`if(${exists}, [tuple(toUInt32(${index}), ${at}, toInt64(0))], [])`,
  );
  const refunds = sql`if(is_sale, arrayMap((x, r) -> tuple(toUInt32(${facts.length}), ${refundAt(query, sql`r`)}, x), ${REFUNDS}, refund_at), [])`;
  const all = wants(query, 'revenue') ? [...singles, refunds] : singles;
  const sums = metrics.map((metric) => {
    const parts = facts.flatMap(({ sums: of }, index) => {
      const value = of[metric];
      return value === undefined ? [] : [sql`if(f.1 = ${index}, ${value}, 0)`];
    });
    const each = metric === 'revenue' ? [...parts, sql`- f.3`] : parts;
    return sql`${join(each, sql` `)} AS ${sumColumn(`s_${metric}`)}`;
  });
  const sold = facts.findIndex((fact) => fact.sums.sales !== undefined);
  const columns = [
    sql`f.2 AS e_at`,
    ...(query.perConversion ? [sql`kind AS e_kind, id AS e_id`] : []),
    ...dimensionColumns(asked),
    ...sums,
    sql`f.1 = ${sold} AND ${GOODS_UNKNOWN} AS s_unknown`,
  ];
  return sql`SELECT ${comma(columns)} ${creditsFrom(query, asked, sql`arrayFilter(x -> ${inPeriod(query, sql`x.2`)}, arrayConcat(${comma(all)})) AS f`)}`;
};

/** Columns of unrolled rows beside dimensions and sums. */
const fixed = ({ perConversion }: FactQuery): Sql[] => [sql`e_at`, ...(perConversion ? [sql`e_kind, e_id`] : [])];

/** `FROM` the rows that may count, unrolled into credits and, when given, further. */
const creditsFrom = (query: FactQuery, asked: readonly Dimension[], further?: Sql): Sql => {
  const once = sql`${query.conversions} ARRAY JOIN ${creditsOf(query)}`;
  const calls = asked.includes('call_source') ? originCalls(query) : sql``;
  const rows = sql`FROM ${once}${calls} WHERE workspace = ${query.selection.workspace.id} AND ${mayCount(query)}`;
  return further === undefined
    ? rows
    : sql`FROM (SELECT *, c_touch, c_share, c_sale_share, c_amount, c_cost_of_goods, c_refunds ${rows}) ARRAY JOIN ${further}`;
};

/** Printed dimensions of a row, the calendar apart; items as arrays for `overItems`. */
const dimensionColumns = (asked: readonly Dimension[]): Sql[] => [
  ...asked
    .filter(isOrigin)
    .map((dimension) => sql`${ofTouch(id(`touch_${dimension}`), sql`${NOT_ATTRIBUTED}`)} AS ${alias(dimension)}`),
  ...asked
    .filter(isCrm)
    .filter((dimension) => !isItem(dimension))
    .map((dimension) => sql`${scalarOf(dimension)} AS ${alias(dimension)}`),
  ...(asked.some(isItem) ? [sql`item_name, item_category, item_quantity, item_price`] : []),
];

/**
 * The calls among enquiries, for the source of a deal's origin enquiry. Rows computed for a question are those that may
 * count in its period, and an origin may lie before it; whose call it was does not depend on the journey, so the stored
 * rows say it. As of an instant all rows are computed.
 */
const originCalls = ({ conversions, selection }: FactQuery): Sql =>
  sql` LEFT ANY JOIN (SELECT id AS call_id, toString(data_source) AS call_data_source FROM ${selection.asOf === null ? storedConversions : conversions} WHERE workspace = ${selection.workspace.id} AND kind = 'enquiry' AND present AND enquiry_kind = 'call') AS origin_call ON origin_enquiry_id = call_id`;

const scalarOf = (dimension: CrmDimension): Sql =>
  dimension === 'call_source'
    ? orNotSet(sql`if(kind = 'enquiry', if(enquiry_kind = 'call', toString(data_source), ''), call_data_source)`)
    : orNotSet(id(dimension));
const orNotSet = (column: Sql): Sql => sql`if(ifNull(${column}, '') = '', ${NOT_SET}, assumeNotNull(${column}))`;

const textOf = (dimension: Dimension | undefined, zone: string): Sql =>
  dimension === undefined ? sql`''` : isTime(dimension) ? timeText(dimension, sql`e_at`, zone) : alias(dimension);
