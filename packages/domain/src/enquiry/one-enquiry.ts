import type { RunParameters, SourceRole } from '../attribution/run.ts';
import { compareMoments, compareUtf8 } from '../fact/order.ts';
import type { Enquiry } from './enquiry.ts';

/** Inbound calls of different sources with one caller starting within this time of the first are one call. */
export const ONE_CALL_MS = 120_000;
/** Enquiries of different sources with one phone or email within this time of the first are one enquiry. */
export const ONE_ENQUIRY_MS = 600_000;

/** What several sources tell of one enquiry. */
export interface Group {
  readonly enquiry: Enquiry;
  /** Ids of the enquiries it is made of, its own included. */
  readonly members: readonly string[];
}

/**
 * One call, one enquiry (attribution.md): in (at, id) order each enquiry joins the first group that is near enough to the
 * group's earliest (its anchor), shares the anchor's caller (calls) or phone or email (other enquiries), and has no member
 * of its source; else it anchors a group. A call and a form are never one. A hidden caller is nobody's double.
 * @param enquiries of one person: a hub or a claim joins nobody, so doubles are looked for within a person only
 * @returns by (at, id)
 */
export function oneEnquiry(enquiries: readonly Enquiry[], sources: RunParameters['sources']): Group[] {
  const groups: Enquiry[][] = [];
  let firstOpen = 0;
  for (const enquiry of [...enquiries].sort(compareEnquiries)) {
    while (groups[firstOpen] !== undefined && enquiry.at - anchorOf(groups[firstOpen]).at > ONE_ENQUIRY_MS) firstOpen++;
    let group: Enquiry[] | undefined;
    for (let i = firstOpen; i < groups.length && group === undefined; i++) {
      const candidate = groups[i];
      if (candidate !== undefined && mayJoin(enquiry, candidate)) group = candidate;
    }
    if (group === undefined) groups.push([enquiry]);
    else group.push(enquiry);
  }
  return groups
    .map((members) => ({ enquiry: merge(members, sources), members: members.map((member) => member.id) }))
    .sort((a, b) => compareMoments(a.enquiry, b.enquiry));
}

const compareEnquiries = (a: Enquiry, b: Enquiry): number => compareMoments(a, b) || compareUtf8(a.eventId, b.eventId);

function anchorOf(group: readonly Enquiry[] | undefined): Enquiry {
  const anchor = group?.[0];
  if (anchor === undefined) throw new Error('A group has at least one member.');
  return anchor;
}

function mayJoin(enquiry: Enquiry, group: readonly Enquiry[]): boolean {
  const anchor = anchorOf(group);
  const isCall = enquiry.kind === 'call';
  if (isCall !== (anchor.kind === 'call')) return false;
  if (enquiry.at - anchor.at > (isCall ? ONE_CALL_MS : ONE_ENQUIRY_MS)) return false;
  const samePhone = enquiry.phone !== null && enquiry.phone === anchor.phone;
  const sameEmail = enquiry.email !== null && enquiry.email === anchor.email;
  return (samePhone || sameEmail) && group.every((member) => member.source !== enquiry.source);
}

/**
 * Time of the anchor; id, kind and source of the source first in the workspace's order; origin, line and visitor from call
 * tracking, waiting, talk, answered and manager from telephony, each from the next in order where these do not state it.
 */
function merge(members: readonly Enquiry[], sources: RunParameters['sources']): Enquiry {
  const anchor = anchorOf(members);
  if (members.length === 1) return anchor;
  const rank = ({ source }: Enquiry): number => sources[source]?.rank ?? Number.MAX_SAFE_INTEGER;
  const ranked = [...members].sort((a, b) => rank(a) - rank(b) || compareEnquiries(a, b));
  const first = anchorOf(ranked);
  const firstOf = (role: SourceRole): Enquiry[] => {
    const isOf = ({ source }: Enquiry): boolean => sources[source]?.role === role;
    return [...ranked.filter(isOf), ...ranked.filter((member) => !isOf(member))];
  };
  const tracked = firstOf('call_tracking');
  const answeredBy = firstOf('telephony');
  return {
    id: first.id,
    at: anchor.at,
    kind: first.kind,
    source: first.source,
    eventId: first.eventId,
    phone: stated(ranked, 'phone'),
    email: stated(ranked, 'email'),
    visitor: stated(tracked, 'visitor'),
    line: stated(tracked, 'line'),
    stated: stated(tracked, 'stated'),
    mergedIds: members
      .map(({ id }) => id)
      .filter((id) => id !== first.id)
      .sort(compareUtf8),
    spam: stated(ranked, 'spam'),
    manager: stated(answeredBy, 'manager'),
    answered: stated(answeredBy, 'answered'),
    waitSeconds: stated(answeredBy, 'waitSeconds'),
    talkSeconds: stated(answeredBy, 'talkSeconds'),
  };
}

function stated<Field extends keyof Enquiry>(members: readonly Enquiry[], field: Field): Enquiry[Field] | null {
  return members.find((member) => member[field] !== null)?.[field] ?? null;
}
