/** Largest-remainder splitting in SQL, the same rule as for credits (attribution.md, section 4). */
import { sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';

/**
 * Splits the integer `amount` over the non-negative integer `weights` (an array whose sum is positive): quotas rounded
 * down, what is left one by one to the largest remainders, ties to the earlier, the sign put back last. Array(Int64).
 */
export const splitByWeights = (amount: Sql, weights: Sql): Sql => {
  const size = sql`toInt128(abs(${amount}))`;
  const total = sql`arraySum(${weights})`;
  const quotas = sql`arrayMap(w -> toInt64(intDiv(${size} * w, ${total})), ${weights})`;
  const remainders = sql`arrayMap(w -> (${size} * w) % ${total}, ${weights})`;
  const order = sql`arraySort((i, r) -> (-r, i), arrayEnumerate(${weights}), ${remainders})`;
  const left = sql`toInt64(${size}) - arraySum(${quotas})`;
  return sql`arrayMap((q, i) -> toInt64(sign(${amount})) * (q + (indexOf(${order}, i) <= ${left})), ${quotas}, arrayEnumerate(${weights}))`;
};
