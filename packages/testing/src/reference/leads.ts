import type { NodeId, RunParameters } from '@throughline/domain';
import type { Deal } from './deals.ts';
import type { Enquiry } from './enquiries.ts';
import { byTimeThenId, DAY, HOUR, lastBy } from './order.ts';
import type { Merged } from './one-enquiry.ts';

/** An enquiry or an implied enquiry, as far as leads look. */
export interface Asked {
  readonly id: string;
  readonly at: number;
  readonly person: NodeId;
}

/**
 * "Origin enquiry of a deal: the enquiry named by `enquiry_id` when known and not spam; else the person's latest enquiry in
 * [created_at - lead_unique_days, created_at]; else the earliest in (created_at, created_at + 1 h] (clocks differ); else
 * none". An id that is one with another enquiry names that one (reading R10).
 */
export function originEnquiry(deal: Deal, { enquiries, idOf }: Merged, run: RunParameters): Enquiry | null {
  const named = deal.enquiryId === null ? undefined : idOf.get(deal.enquiryId);
  if (named !== undefined) return enquiries.find((enquiry) => enquiry.id === named) ?? null;
  const own = enquiries.filter((enquiry) => enquiry.person === deal.person);
  const from = deal.createdAt - run.leadUniqueDays * DAY;
  const before = own.filter((enquiry) => enquiry.at >= from && enquiry.at <= deal.createdAt);
  const after = own.filter((enquiry) => enquiry.at > deal.createdAt && enquiry.at <= deal.createdAt + HOUR);
  return lastBy(before, byTimeThenId) ?? [...after].sort(byTimeThenId)[0] ?? null;
}

/** "then the deal is an implied enquiry (id `deal:<deal_id>`, at its creation)". */
export const impliedEnquiry = (deal: Deal): Asked => ({
  id: `deal:${deal.id}`,
  at: deal.createdAt,
  person: deal.person,
});

/**
 * "Lead: an enquiry (real or implied, not spam) whose person has no earlier one in (t - lead_unique_days, t]; exactly 30
 * days before does not block."
 */
export function leads(asked: readonly Asked[], run: RunParameters): Asked[] {
  return asked.filter(
    (one) =>
      !asked.some(
        (other) =>
          other.person === one.person && byTimeThenId(other, one) < 0 && other.at > one.at - run.leadUniqueDays * DAY,
      ),
  );
}

/** "A deal's lead: the person's latest lead at or before its origin (or implied) enquiry." */
export function leadOf(deal: Deal, origin: Asked, allLeads: readonly Asked[]): Asked | null {
  const before = allLeads.filter((lead) => lead.person === deal.person && byTimeThenId(lead, origin) <= 0);
  return lastBy(before, byTimeThenId) ?? null;
}

/** "first-time buyers (the person's earliest present sale by (time, deal_id), over all time)". */
export function isFirstTime(deal: Deal, deals: readonly Deal[]): boolean {
  const sales = deals
    .filter((other) => other.person === deal.person)
    .flatMap((other) => (other.saleAt === null ? [] : [{ id: other.id, at: other.saleAt }]));
  return sales.sort(byTimeThenId)[0]?.id === deal.id;
}
