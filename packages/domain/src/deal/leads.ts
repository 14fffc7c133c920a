import { compareMoments, type Moment } from '../fact/order.ts';
import { DAY_MS } from './origin-enquiry.ts';

/**
 * The leads among a person's enquiries, real and implied: those with no earlier one in (t - leadUniqueDays, t]; exactly
 * leadUniqueDays before does not block. An enquiry that is no lead itself blocks too.
 * @returns by (at, id)
 */
export function leadsOf(enquiries: readonly Moment[], leadUniqueDays: number): Moment[] {
  const sorted = [...enquiries].sort(compareMoments);
  return sorted.filter((enquiry, i) => {
    const before = sorted[i - 1];
    return before === undefined || before.at <= enquiry.at - leadUniqueDays * DAY_MS;
  });
}

/** A deal's lead: the person's latest at or before its origin (or implied) enquiry; null where that is another person's and older. */
export const leadOfDeal = (leads: readonly Moment[], origin: Moment): Moment | null =>
  leads.findLast((lead) => compareMoments(lead, origin) <= 0) ?? null;
