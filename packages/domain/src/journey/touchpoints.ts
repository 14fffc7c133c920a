import type { Evidence, Touchpoint } from '../attribution/conversion.ts';
import type { Deal } from '../deal/deal.ts';
import type { Enquiry } from '../enquiry/enquiry.ts';
import type { NumberFact, VisitFact } from '../fact/fact.ts';
import { compareMoments, compareUtf8 } from '../fact/order.ts';
import { visitWinners } from '../fact/winners.ts';
import { NOT_SET, type Origin } from '../origin/origin.ts';
import { assignmentAt } from './assignment-at.ts';

/** A visit of the same source and medium this long before a stated origin already tells of it. */
const TOLD_BY_VISIT_MS = 30 * 60_000;

/**
 * All touchpoints of a person (attribution.md, section 3), by (at, id), each once: its visits; its enquiries and inbound
 * calls with a stated origin, unless a visit of the same source and medium in the 30 minutes before (both ends included)
 * tells of it; else its calls without a visitor whose line stood for a fixed origin. A stated origin that a visit tells of
 * does not let the line step in.
 * @param visits winners, of these visitors or of any; excluded ones give nothing
 * @param visitors the person's, attached ones included
 * @param numbers winners for the calls' lines
 */
export function touchpointsOf(
  visits: readonly VisitFact[],
  visitors: ReadonlySet<string>,
  enquiries: readonly Enquiry[],
  numbers: readonly NumberFact[],
): Touchpoint[] {
  const own = visitWinners(visits).filter((visit) => visit.excluded === '' && visitors.has(visit.visitor));
  const touchpoints = own.map(ofVisit);
  for (const enquiry of enquiries) {
    const touchpoint = ofEnquiry(enquiry, own, numbers);
    if (touchpoint !== null) touchpoints.push(touchpoint);
  }
  return touchpoints.sort((a, b) => compareMoments(a, b) || compareUtf8(a.eventId, b.eventId));
}

/** A deal's stated origin, at its creation: it counts only where the journey is otherwise empty. */
export const ofDeal = ({ id, createdAt, stated }: Deal): Touchpoint | null =>
  stated === null ? null : offSite(id, createdAt, stated.origin, 'crm', stated.eventId);

const ofVisit = ({ visitId, at, origin, landingPage, device, country, city, eventId }: VisitFact): Touchpoint => ({
  id: visitId,
  at,
  origin,
  landingPage,
  device,
  country,
  city,
  evidence: 'visit',
  eventId,
});

function ofEnquiry(enquiry: Enquiry, visits: readonly VisitFact[], numbers: readonly NumberFact[]): Touchpoint | null {
  const { id, at, kind, stated, line, visitor, eventId } = enquiry;
  if (stated !== null) {
    const { origin } = stated;
    return visits.some((visit) => tells(visit, origin, at))
      ? null
      : offSite(id, at, origin, 'provider', stated.eventId);
  }
  if (kind !== 'call' || visitor !== null || line === null) return null;
  const assignment = assignmentAt(numbers, line, at);
  return assignment === null ? null : offSite(id, at, assignment.origin, 'number', eventId);
}

const tells = (visit: VisitFact, origin: Origin, at: number): boolean =>
  visit.at <= at &&
  visit.at >= at - TOLD_BY_VISIT_MS &&
  visit.origin.source === origin.source &&
  visit.origin.medium === origin.medium;

/** A touchpoint that is no visit: no page, device or place is known. */
const offSite = (id: string, at: number, origin: Origin, evidence: Evidence, eventId: string): Touchpoint => ({
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
