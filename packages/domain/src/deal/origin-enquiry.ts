import type { Enquiries } from '../enquiry/enquiries.ts';
import type { Enquiry } from '../enquiry/enquiry.ts';
import type { Deal } from './deal.ts';

export const DAY_MS = 86_400_000;
/** How long after the deal its enquiry may be told: clocks differ. */
const LATE_ENQUIRY_MS = 3_600_000;

/**
 * The enquiry a deal comes from (attribution.md, Origin enquiry of a deal): the one it names when that is known and counts,
 * whoever's and whenever it is; else the person's latest in [creation - leadUniqueDays, creation]; else the earliest within
 * an hour after; else null: the deal is an implied enquiry of its own.
 * @param own the person's enquiries
 * @param elsewhere those of the persons that own claim enquiries this person's facts name
 */
export function originEnquiry(
  deal: Deal,
  own: Enquiries,
  elsewhere: readonly Enquiries[],
  leadUniqueDays: number,
): Enquiry | null {
  if (deal.enquiryId !== null) {
    for (const { byMember } of [own, ...elsewhere]) {
      const named = byMember.get(deal.enquiryId);
      if (named !== undefined) return named;
    }
  }
  const from = deal.createdAt - leadUniqueDays * DAY_MS;
  const before = own.present.findLast(({ at }) => at >= from && at <= deal.createdAt);
  const after = own.present.find(({ at }) => at > deal.createdAt && at <= deal.createdAt + LATE_ENQUIRY_MS);
  return before ?? after ?? null;
}

/** Id of the enquiry a deal without an origin enquiry is. */
export const impliedEnquiryId = (dealId: string): string => `deal:${dealId}`;
