import { NOT_SET, type DealConversion } from '@throughline/domain';
import { splitMoney } from '../reference/split.ts';
import type { Entry } from './entries.ts';

/**
 * An entry of a deal shared out over its items, so that rows by product or category sum to the totals: an item weighs its
 * price x quantity in minor units (half to even; less than nothing weighs nothing; when nothing weighs anything all weigh
 * the same), each sum is split by largest remainder, ties to the earlier item. No items: one, `(not set)`.
 */
export function itemParts(entry: Entry, items: DealConversion['items']): Entry[] {
  if (items.length === 0) return [entry];
  const weights = items.map(({ price, quantity }) => BigInt(Math.max(0, halfToEven(price * quantity))));
  const weigh = weights.some((weight) => weight > 0n) ? weights : weights.map(() => 1n);
  const parts = Object.entries(entry.sums).map(([key, sum]) => [key, splitMoney(sum, weigh)] as const);
  return items.map(({ name, category }, i) => {
    const sums: Entry['sums'] = Object.fromEntries(parts.map(([key, split]) => [key, split[i] ?? 0n]));
    return {
      ...entry,
      crm: { ...entry.crm, product: name || NOT_SET, category: category || NOT_SET },
      sums,
      // "a sale with a share in the row": an item that gets none of the sale tells nothing of its cost
      costOfGoodsMissing: entry.costOfGoodsMissing && sums.sales !== 0n,
    };
  });
}

function halfToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
