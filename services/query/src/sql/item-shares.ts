/**
 * Sums shared out over a deal's items, so that rows by product or category sum to the totals: an item's weight is
 * price x quantity in minor units (negative lines weigh 0; when all weigh 0 every item weighs the same), each sum is
 * split by largest remainder, ties to the earlier item. A deal without items is one item `(not set)`.
 */
import { NOT_SET } from '@throughline/domain';
import { join, sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';
import { splitByWeights } from './split-sql.ts';

const WEIGHTS = sql`arrayMap((p, q) -> toInt64(greatest(round(p * q), 0)), item_price, item_quantity)`;
const WEIGHT = sql`if(empty(item_name), [toInt64(1)], if(arraySum(${WEIGHTS}) = 0, arrayMap(n -> toInt64(1), item_name), ${WEIGHTS})) AS i_weight`;
const PRODUCT = sql`if(empty(item_name), [${NOT_SET}], arrayMap(n -> if(n = '', ${NOT_SET}, n), item_name)) AS i_product`;
const CATEGORY = sql`if(empty(item_name), [${NOT_SET}], arrayMap(n -> if(ifNull(n, '') = '', ${NOT_SET}, assumeNotNull(n)), item_category)) AS i_category`;

/**
 * `rows` with the columns `item_*`, `s_unknown`, `kept` and `sums`: one row an item, with `d_product` and `d_category`, and
 * `i_unknown`: the sale states no cost of goods and has a share in the item (a line that is worth nothing has none).
 * @param sales index of the sales among `sums`; -1 when they are not asked for
 */
export const overItems = (rows: Sql, kept: readonly Sql[], sums: readonly Sql[], sales: number): Sql => {
  const comma = sql`, `;
  const weighed = sql`SELECT ${join([sql`s_unknown`, ...kept, ...sums, WEIGHT, PRODUCT, CATEGORY], comma)} FROM (${rows})`;
  const parts = sql`arrayMap((n, p, c${join(
    sums.map((_, index) => sql`, ${part(index)}`),
    sql``,
  )}) -> tuple(p, c${join(
    sums.map((_, index) => sql`, ${part(index)}`),
    sql``,
  )}), i_weight, i_product, i_category${join(
    sums.map((sum) => sql`, ${splitByWeights(sum, sql`i_weight`)}`),
    sql``,
  )})`;
  const names = [
    ...kept,
    sql`i.1 AS d_product, i.2 AS d_category`,
    ...sums.map((sum, index) => sql`tupleElement(i, ${index + 3}) AS ${sum}`),
    sales < 0 ? sql`s_unknown AS i_unknown` : sql`s_unknown AND tupleElement(i, ${sales + 3}) > 0 AS i_unknown`,
  ];
  // The sums are replaced by their parts under the same names, so the split stands one level below.
  return sql`SELECT ${join(names, comma)} FROM (SELECT ${join([sql`s_unknown`, ...kept, sql`arrayJoin(${parts}) AS i`], comma)} FROM (${weighed}))`;
};

const PARTS = [sql`p1`, sql`p2`, sql`p3`, sql`p4`, sql`p5`, sql`p6`, sql`p7`];
const part = (index: number): Sql => PARTS[index] ?? sql`p7`;
