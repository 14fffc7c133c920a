/**
 * Credits of conversions as rows, one fragment per kind of fact (attribution.md, sections 4 and 5).
 *
 * Each fragment reads the conversion rows once, turns the chosen model's sparse credits into arrays of just the asked
 * dimensions, and unrolls those: arrays that are not asked for are never read or copied.
 */
import { CRM_DIMENSIONS, NOT_ATTRIBUTED, NOT_SET, ORIGIN_DIMENSIONS, TIME_DIMENSIONS } from '@throughline/domain';
import type { CrmDimension, Dimension, OriginDimension, TimeDimension } from '@throughline/domain';
import { id, instant, join, sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import type { DateMode } from '../report/report-request.ts';
import type { FactPart, FactQuery } from './fact-query.ts';
import { filterCondition } from './filter-sql.ts';
import { splitByWeights } from './split-sql.ts';
import { timeKey, timeText } from './time-sql.ts';

type ConversionPart = Exclude<FactPart, 'visit'>;

interface PartSpec {
  /** Which conversion rows have this fact at all. */
  readonly where: Sql;
  /** The fact's own instant, and the one `date_mode=lead` decides by. */
  readonly at: Sql;
  readonly leadAt: Sql;
  /** Per credit: what is summed as a, b, c, d. Columns of the model are named by `credit`. */
  readonly sums: (credit: (column: string) => Sql) => readonly Sql[];
  /** A cost of goods that is not stated counts as 0 and is told. */
  readonly unknownGoods: Sql;
}

const nothing = sql`toInt64(0)`;
const each = (sums: Sql, value: Sql): Sql => sql`arrayMap(x -> toInt64(${value}), ${sums})`;
const own = (column: Sql): Sql => sql`assumeNotNull(${column})`;

const PARTS: Readonly<Record<Exclude<ConversionPart, 'refund'>, PartSpec>> = {
  enquiry: {
    where: sql`(kind = 'enquiry' OR implied)`,
    at: sql`at`,
    leadAt: sql`at`,
    sums: (credit) => {
      const share = credit('share');
      return [each(share, sql`x`), each(share, sql`if(if(kind = 'enquiry', is_lead, implied_is_lead), x, 0)`)];
    },
    unknownGoods: nothing,
  },
  deal: {
    where: sql`kind = 'deal'`,
    at: sql`at`,
    leadAt: sql`ifNull(lead_at, at)`,
    sums: (credit) => [each(credit('share'), sql`x`)],
    unknownGoods: nothing,
  },
  sale: {
    where: sql`kind = 'deal' AND is_sale`,
    at: own(sql`sale_at`),
    leadAt: sql`ifNull(lead_at, at)`,
    sums: (credit) => [
      each(credit('sale_share'), sql`x`),
      each(credit('sale_share'), sql`if(first_time, x, 0)`),
      credit('amount'),
      credit('cost_of_goods'),
    ],
    unknownGoods: sql`toInt64(NOT cost_of_goods_known)`,
  },
};

/** A conversion without the credit of a touchpoint is nobody's: every origin dimension says so. */
const ofTouch = (touches: Sql, values: Sql, otherwise: Sql): Sql =>
  sql`arrayMap(i -> if(i < 0, ${otherwise}, ${values}[i + 1]), ${touches})`;

const isOrigin = (dimension: Dimension): dimension is OriginDimension =>
  ORIGIN_DIMENSIONS.some((candidate) => candidate === dimension);
const isTime = (dimension: Dimension): dimension is TimeDimension =>
  TIME_DIMENSIONS.some((candidate) => candidate === dimension);
const isCrm = (dimension: Dimension): dimension is CrmDimension =>
  CRM_DIMENSIONS.some((candidate) => candidate === dimension);
const orNotSet = (column: Sql): Sql => sql`if(ifNull(${column}, '') = '', ${NOT_SET}, ifNull(${column}, ''))`;

/** Rows `part, k, conversion, a, b, c, d, unknown_goods` of one part. */
export const conversionPart = (part: ConversionPart, query: FactQuery): Sql =>
  part === 'refund' ? refundPart(query) : creditPart(part, query, PARTS[part]);

const creditPart = (part: ConversionPart, query: FactQuery, spec: PartSpec): Sql => {
  const touches = creditColumn(query, 'touch');
  const sums = spec.sums((column) => creditColumn(query, column));
  const at = instants(query.selection.dateMode, spec, touches);
  return assemble(part, query, { where: spec.where, unknownGoods: spec.unknownGoods, touches, at, sums });
};

/**
 * A refund is split like the sale; each refund of each credit has a date of its own. Flattened: credits outside,
 * refunds inside, in the order of `refund_at`.
 */
const refundPart = (query: FactQuery): Sql => {
  const { dateMode, refunds } = query.selection;
  const credits = creditColumn(query, 'touch');
  const perRefund = (value: Sql): Sql => sql`arrayFlatten(arrayMap(i -> arrayMap(r -> ${value}, refund_at), ${credits}))`;
  const touches = perRefund(sql`i`);
  const ownDates = sql`arrayFlatten(arrayMap(i -> arrayMap(r -> ${
    refunds === 'sale_date' ? own(sql`sale_at`) : sql`r`
  }, refund_at), ${credits}))`;
  const at =
    dateMode === 'lead'
      ? perRefund(sql`ifNull(lead_at, at)`)
      : dateMode === 'touch'
        ? sql`arrayMap((i, t) -> if(i < 0, t, touch_at[i + 1]), ${touches}, ${ownDates})`
        : ownDates;
  const amounts = sql`arrayMap(x -> -x, arrayFlatten(${creditColumn(query, 'refunds')}))`;
  const where = sql`kind = 'deal' AND is_sale AND notEmpty(refund_at)`;
  return assemble('refund', query, { where, unknownGoods: nothing, touches, at, sums: [amounts] });
};

interface Unrolled {
  readonly where: Sql;
  readonly unknownGoods: Sql;
  /** Arrays of one length: touchpoint index, deciding instant, and the sums. */
  readonly touches: Sql;
  readonly at: Sql;
  readonly sums: readonly Sql[];
}

const SUM_NAMES = ['a', 'b', 'c', 'd'] as const;
const sumName = (index: number): Sql => [sql`s_a`, sql`s_b`, sql`s_c`, sql`s_d`][index] ?? sql`s_a`;
const sumOut = (index: number): Sql => [sql`a`, sql`b`, sql`c`, sql`d`][index] ?? sql`a`;

const assemble = (part: ConversionPart, query: FactQuery, rows: Unrolled): Sql => {
  const { period, workspace } = query.selection;
  const asked = [...new Set([...query.groupBy, ...query.filters.flatMap((group) => group.map((f) => f.dimension))])];
  const origins = asked.filter(isOrigin);
  const crm = asked.filter(isCrm);
  const byItem = crm.some((dimension) => dimension === 'product' || dimension === 'category');
  const withCall = crm.includes('call_source');
  const arrays = [
    sql`${rows.at} AS t`,
    ...origins.map((d) => sql`${ofTouch(rows.touches, id(`touch_${d}`), sql`${NOT_ATTRIBUTED}`)} AS ${alias(d)}`),
    ...rows.sums.map((values, index) => sql`${values} AS ${sumName(index)}`),
  ];
  const names = [sql`t`, ...origins.map(alias), ...rows.sums.map((_, index) => sumName(index))];
  const scalars = crm.filter((d) => !ITEM.has(d)).map((d) => sql`${scalarOf(d, part)} AS ${alias(d)}`);
  const scalarNames = crm.filter((d) => !ITEM.has(d)).map(alias);
  const read = sql`SELECT id AS conversion_id, kind AS conversion_kind, ${rows.unknownGoods} AS u, ${commaEnd(scalars)}${
    byItem ? sql`${ITEMS}, ` : sql``
  }${comma(arrays)} FROM ${query.conversions}${
    withCall && part !== 'enquiry' ? callSourceJoin(query) : sql``
  } WHERE workspace = ${workspace.id} AND present AND ${rows.where}`;
  const unrolled = sql`SELECT conversion_id, conversion_kind, u, ${commaEnd(scalarNames)}${
    byItem ? sql`i_weight, i_product, i_category, ` : sql``
  }${comma(names)} FROM (${read}) ARRAY JOIN ${comma(names)} WHERE t >= ${instant(period.start)} AND t < ${instant(period.end)}`;
  const source = byItem ? overItems(unrolled, [...scalarNames, ...origins.map(alias)], rows.sums.length) : unrolled;
  const conditions = query.filters.map((group) => filterCondition(group, textOf(group[0]?.dimension, period.timeZone)));
  const keys = query.groupBy.map((d) => keyOf(d, period.timeZone));
  const conversion = query.perConversion ? sql`concat(conversion_kind, ':', conversion_id)` : sql`''`;
  const grouping = query.perConversion ? [...keys, sql`conversion_kind`, sql`conversion_id`] : keys;
  const sums = SUM_NAMES.map((_, index) =>
    index < rows.sums.length ? sql`toInt64(sum(${sumName(index)})) AS ${sumOut(index)}` : sql`toInt64(0) AS ${sumOut(index)}`,
  );
  return sql`SELECT ${part} AS part, ${keysArray(keys)} AS k, ${conversion} AS conversion, ${comma(sums)}, toInt64(max(u)) AS unknown_goods, ${
    query.perConversion ? sql`toUnixTimestamp64Milli(max(t))` : sql`toInt64(0)`
  } AS at_ms FROM (${source})${
    conditions.length > 0 ? sql` WHERE ${join(conditions, sql` AND `)}` : sql``
  }${grouping.length > 0 ? sql` GROUP BY ${comma(grouping)}` : sql``}`;
};

const ITEM: ReadonlySet<Dimension> = new Set(['product', 'category']);
const creditColumn = (query: FactQuery, column: string): Sql => id(`${query.selection.model}_${column}`);

/** The instants that decide the period, one per credit. */
const instants = (mode: DateMode, spec: PartSpec, touches: Sql): Sql => {
  switch (mode) {
    case 'sale':
      return sql`arrayMap(i -> ${spec.at}, ${touches})`;
    case 'lead':
      return sql`arrayMap(i -> ${spec.leadAt}, ${touches})`;
    case 'touch':
      return ofTouch(touches, sql`touch_at`, spec.at);
  }
};

/**
 * Items as weights: price x quantity in minor units, negative lines as 0; when all are 0 every item weighs the same.
 * A deal without items is one item `(not set)`.
 */
const WEIGHTS = sql`arrayMap((p, q) -> toInt64(greatest(round(p * q), 0)), item_price, item_quantity)`;
const ITEMS = sql`if(empty(item_name), [toInt64(1)], if(arraySum(${WEIGHTS}) = 0, arrayMap(n -> toInt64(1), item_name), ${WEIGHTS})) AS i_weight, if(empty(item_name), [${NOT_SET}], arrayMap(n -> if(n = '', ${NOT_SET}, n), item_name)) AS i_product, if(empty(item_name), [${NOT_SET}], arrayMap(c -> if(ifNull(c, '') = '', ${NOT_SET}, ifNull(c, '')), item_category)) AS i_category`;

/** Splits every sum of a credit over the deal's items; counts too, so rows sum to totals by product as well. */
const overItems = (unrolled: Sql, kept: readonly Sql[], sums: number): Sql => {
  const names = SUM_NAMES.slice(0, sums).map((_, index) => sumName(index));
  const split = names.map((name, index) => sql`${splitByWeights(name, sql`i_weight`)} AS ${sql`p`}${sumOut(index)}`);
  const splitNames = names.map((name, index) => sql`p${sumOut(index)} AS ${name}`);
  const inner = sql`SELECT conversion_id, conversion_kind, u, ${commaEnd(kept)}t, i_product, i_category, ${comma(split)} FROM (${unrolled})`;
  const joined = names.map((_, index) => sql`p${sumOut(index)}`);
  return sql`SELECT conversion_id, conversion_kind, u, ${commaEnd(kept)}t, i_product AS d_product, i_category AS d_category, ${comma(splitNames)} FROM (${inner}) ARRAY JOIN i_product, i_category, ${comma(joined)}`;
};

/** The call's source of the deal's origin enquiry; `(not set)` when that is no call. */
const callSourceJoin = (query: FactQuery): Sql =>
  sql` LEFT ANY JOIN (SELECT id AS call_id, data_source AS call_data_source FROM ${query.conversions} WHERE workspace = ${query.selection.workspace.id} AND kind = 'enquiry' AND present AND enquiry_kind = 'call') AS origin_call ON origin_enquiry_id = call_id`;

const scalarOf = (dimension: CrmDimension, part: ConversionPart): Sql => {
  if (dimension === 'call_source') {
    return part === 'enquiry'
      ? sql`if(kind = 'enquiry' AND enquiry_kind = 'call', toString(data_source), ${NOT_SET})`
      : orNotSet(sql`call_data_source`);
  }
  return orNotSet(id(dimension));
};

const alias = (dimension: Dimension): Sql => ALIASES[dimension];
const ALIASES: Readonly<Record<Dimension, Sql>> = {
  channel: sql`d_channel`,
  source: sql`d_source`,
  medium: sql`d_medium`,
  campaign: sql`d_campaign`,
  ad_group: sql`d_ad_group`,
  term: sql`d_term`,
  content: sql`d_content`,
  landing_page: sql`d_landing_page`,
  device: sql`d_device`,
  country: sql`d_country`,
  city: sql`d_city`,
  day: sql`t`,
  week: sql`t`,
  month: sql`t`,
  hour: sql`t`,
  weekday: sql`t`,
  manager: sql`d_manager`,
  department: sql`d_department`,
  product: sql`d_product`,
  category: sql`d_category`,
  pipeline: sql`d_pipeline`,
  call_source: sql`d_call_source`,
};

const keyOf = (dimension: Dimension, timeZone: string): Sql =>
  isTime(dimension) ? timeKey(dimension, sql`t`, timeZone) : alias(dimension);
const textOf = (dimension: Dimension | undefined, timeZone: string): Sql =>
  dimension === undefined ? sql`''` : isTime(dimension) ? timeText(dimension, sql`t`, timeZone) : sql`toString(${alias(dimension)})`;

const comma = (parts: readonly Sql[]): Sql => join(parts, sql`, `);
/** Each part followed by a comma; nothing for none. */
const commaEnd = (parts: readonly Sql[]): Sql => (parts.length === 0 ? sql`` : sql`${comma(parts)}, `);
const keysArray = (keys: readonly Sql[]): Sql =>
  keys.length === 0 ? sql`CAST([], 'Array(String)')` : sql`[${comma(keys.map((key) => sql`toString(${key})`))}]`;
