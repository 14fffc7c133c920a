import type { DealConversion } from '../attribution/conversion.ts';
import type { Money } from '../fact/fact.ts';
import { convert, type Exchange } from '../money/convert.ts';
import type { Deal } from './deal.ts';

export type DealMoney = Pick<
  DealConversion,
  'amount' | 'costOfGoods' | 'costOfGoodsKnown' | 'rateMissing' | 'refunds' | 'items'
>;

/**
 * A deal's money in the workspace's currency: amount, cost of goods and item prices at the rate of the sale's day, a refund
 * at its own day's. Without a sale amount and cost are 0 and nothing is refunded; items are then priced at the day of the
 * deal's creation and a rate missing for them is not reported, since nothing of it is counted. A missing rate makes that
 * amount 0 and the row `rateMissing`. A deal that is no sale lacks no cost of goods.
 */
export function dealMoney(deal: Deal, exchange: Exchange): DealMoney {
  const { saleAt } = deal;
  let missing = false;
  const at = (money: Money | null, time: number): number => {
    const minor = money === null ? 0 : convert(money, time, exchange);
    if (minor === null) missing = true;
    return minor ?? 0;
  };
  const items = deal.items.map((item) => ({ ...item, price: at(item.price, saleAt ?? deal.createdAt) }));
  if (saleAt === null) {
    return { amount: 0, costOfGoods: 0, costOfGoodsKnown: true, rateMissing: false, refunds: [], items };
  }
  const amount = at(deal.amount, saleAt);
  const costOfGoods = at(deal.costOfGoods, saleAt);
  const refunds = deal.refunds.map((refund) => ({
    id: refund.id,
    at: refund.at,
    amount: at(refund.amount, refund.at),
  }));
  return { amount, costOfGoods, costOfGoodsKnown: deal.costOfGoods !== null, rateMissing: missing, refunds, items };
}
