import { NOT_SET } from '@throughline/domain';
import type { Fact, NodeId, NumberFact, Origin, Touchpoint, VisitFact } from '@throughline/domain';
import type { Deal } from './deals.ts';
import type { Enquiry } from './enquiries.ts';
import { byTimeThenId, compareBytes, lastBy, MINUTE } from './order.ts';
import type { Persons } from './persons.ts';

/** Section 3: touchpoints of a person, in order of (at, id). The deals' own stated origins are not among them. */
export function touchpointsOf(
  person: NodeId,
  visits: readonly VisitFact[],
  enquiries: readonly Enquiry[],
  facts: readonly Fact[],
  who: Persons,
): Touchpoint[] {
  const visitors = who.visitorsOf(person);
  const ownVisits = visits.filter((visit) => visitors.has(visit.visitor));
  const own = enquiries.filter((enquiry) => enquiry.person === person);
  return [...ownVisits.map(ofVisit), ...own.flatMap((enquiry) => ofEnquiry(enquiry, ownVisits, facts))].sort(
    byTimeThenId,
  );
}

const ofVisit = (visit: VisitFact): Touchpoint => ({
  id: visit.visitId,
  at: visit.at,
  origin: visit.origin,
  landingPage: visit.landingPage,
  device: visit.device,
  country: visit.country,
  city: visit.city,
  evidence: 'visit',
  eventId: visit.eventId,
});

const withoutPage = (
  { id, at, eventId }: { readonly id: string; readonly at: number; readonly eventId: string },
  origin: Origin,
  evidence: Touchpoint['evidence'],
): Touchpoint => ({
  id,
  at,
  origin,
  landingPage: NOT_SET,
  device: NOT_SET,
  country: NOT_SET,
  city: NOT_SET,
  evidence,
  eventId,
});

/**
 * "an enquiry or inbound call with a `stated_origin` (it beats a static assignment) at its own time, unless the person has
 * a visit of the same source and medium within the 30 min before it"; "inbound calls without `visitor_id` whose `callee`
 * has a static assignment at that time (origin = the assignment's)".
 */
function ofEnquiry(enquiry: Enquiry, visits: readonly VisitFact[], facts: readonly Fact[]): Touchpoint[] {
  const stated = enquiry.statedOrigin;
  if (stated !== null) {
    const seen = visits.some(
      (visit) =>
        visit.origin.source === stated.source &&
        visit.origin.medium === stated.medium &&
        visit.at >= enquiry.at - 30 * MINUTE &&
        visit.at <= enquiry.at,
    );
    return seen ? [] : [withoutPage(enquiry, stated, 'provider')];
  }
  if (enquiry.kind !== 'call' || enquiry.visitor !== null || enquiry.line === null) return [];
  const assigned = assignment(enquiry.line, enquiry.at, facts);
  return assigned === null ? [] : [withoutPage(enquiry, assigned.origin, 'number')];
}

/** "from `from` to before `to` (static; overlaps: the latest `from`, then the greatest id)". */
function assignment(line: string, at: number, facts: readonly Fact[]): NumberFact | null {
  const current = facts
    .filter((fact) => fact.type === 'number')
    .filter((fact) => fact.excluded === '' && fact.number === line)
    .filter((fact) => fact.from <= at && (fact.to === null || at < fact.to));
  return lastBy(current, (a, b) => a.from - b.from || compareBytes(a.id, b.id)) ?? null;
}

/** "A deal's stated origin counts only where its journey is otherwise empty, at its creation." */
export const ofDeal = (deal: Deal): Touchpoint[] =>
  deal.statedOrigin === null
    ? []
    : [withoutPage({ id: deal.id, at: deal.createdAt, eventId: deal.eventId }, deal.statedOrigin, 'crm')];
