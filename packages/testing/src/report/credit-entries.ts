import type { Conversion, Credit, DealConversion } from '@throughline/domain';
import { dimensionsOf, WITHOUT_TOUCHPOINT } from './dimensions-of.ts';
import type { Origins } from './dimensions-of.ts';
import type { Entry } from './entries.ts';
import type { ReferenceQuery } from './query.ts';

export type EntryAt = (at: number, touch: Origins, sums: Entry['sums'], costOfGoodsMissing?: boolean) => Entry;

/** Section 5: "E, L, D, S, N, R and G are credit-weighted by the model (every enquiry is a conversion of its own)". */
export function creditEntries(row: Conversion, query: ReferenceQuery, entryAt: EntryAt): Entry[] {
  if (!row.present) return [];
  return row.journey.credits[query.model].flatMap((credit) => {
    const touch = row.journey.touchpoints[credit.touch];
    const origin = touch === undefined ? WITHOUT_TOUCHPOINT : dimensionsOf(touch);
    const share = BigInt(credit.share);
    // `touch`: "each credit, a refund's too, on the date of its touchpoint (not attributed: its own)"
    const dated = (own: number): number => (query.dateMode === 'touch' && touch !== undefined ? touch.at : own);
    if (row.kind === 'deal')
      return ofDeal(row, credit, query, dated, (at, sums, missing) => entryAt(at, origin, sums, missing));
    return [entryAt(dated(row.at), origin, { enquiries: share, ...(row.isLead ? { leads: share } : {}) })];
  });
}

/**
 * `sale`: "each fact on its own date"; `lead`: "deals, sales, first-time buyers, revenue, refunds and cost of goods on the
 * date of the deal's lead, the rest on their own"; "`refunds=sale_date` moves it to the sale's".
 */
function ofDeal(
  deal: DealConversion,
  credit: Credit,
  query: ReferenceQuery,
  dated: (own: number) => number,
  entry: (at: number, sums: Entry['sums'], costOfGoodsMissing?: boolean) => Entry,
): Entry[] {
  const own = (at: number): number => dated(query.dateMode === 'lead' ? (deal.leadAt ?? at) : at);
  const entries: Entry[] = [];
  const share = BigInt(credit.share);
  const saleShare = BigInt(credit.saleShare);
  if (share !== 0n) {
    // An implied enquiry is an enquiry: E and L stay on their own date, that of the deal's creation.
    if (deal.implied)
      entries.push(entry(dated(deal.at), { enquiries: share, ...(deal.impliedIsLead ? { leads: share } : {}) }));
    entries.push(entry(own(deal.at), { deals: share }));
  }
  if (saleShare !== 0n && deal.saleAt !== null) {
    const { saleAt } = deal;
    entries.push(
      entry(
        own(saleAt),
        {
          sales: saleShare,
          revenue: BigInt(credit.amount),
          cost_of_goods: BigInt(credit.costOfGoods),
          ...(deal.firstTime ? { first_time_buyers: saleShare } : {}),
        },
        !deal.costOfGoodsKnown,
      ),
    );
    for (const [i, refund] of deal.refunds.entries()) {
      const at = query.refunds === 'sale_date' ? saleAt : refund.at;
      entries.push(entry(own(at), { revenue: -BigInt(credit.refunds[i] ?? 0) }));
    }
  }
  return entries;
}
