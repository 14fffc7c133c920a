import type { Fact, RunParameters, SourceRole } from '@throughline/domain';
import type { Enquiry } from './enquiries.ts';
import { byTimeThenId, groupBy, lastBy, MINUTE, SECOND } from './order.ts';

export interface Merged {
  /** Those that count, in order of (at, id). */
  readonly enquiries: readonly Enquiry[];
  /** Id of every enquiry that counts -> id of the enquiry it is one with. */
  readonly idOf: ReadonlyMap<string, string>;
}

/**
 * Section 1: "Inbound calls of different sources with one caller starting within 120 s (groups anchored at their
 * earliest) are one ... Enquiries of different sources with one phone or email within 10 min likewise." Hubs and claims
 * join nobody, so only enquiries of one person can be one (reading R10). Then spam is left out: "Spam is ignored everywhere
 * but in identity".
 */
export function oneEnquiry(stated: readonly Enquiry[], facts: readonly Fact[], run: RunParameters): Merged {
  const enquiries: Enquiry[] = [];
  const idOf = new Map<string, string>();
  for (const ofPerson of groupBy(stated, (enquiry) => enquiry.person).values()) {
    const calls = ofPerson.filter((enquiry) => enquiry.kind === 'call');
    const others = ofPerson.filter((enquiry) => enquiry.kind !== 'call');
    const groups = [...anchored(calls, 120 * SECOND), ...anchored(others, 10 * MINUTE)];
    for (const group of groups) {
      const merged = merge(group, run);
      if (isSpam(merged, group, facts)) continue;
      enquiries.push(merged);
      for (const member of group) idOf.set(member.id, merged.id);
    }
  }
  return { enquiries: enquiries.sort(byTimeThenId), idOf };
}

/**
 * Mark: "The last by (at,id) that states `spam` decides, over the enquiry's own." Those that are one enquiry are one here
 * too: a word on any of its ids is a word on it (reading C8).
 */
function isSpam(merged: Enquiry, group: readonly Enquiry[], facts: readonly Fact[]): boolean {
  const marks = facts
    .filter((fact) => fact.type === 'mark')
    .filter((mark) => mark.excluded === '' && mark.spam !== null)
    .filter((mark) => group.some((member) => member.id === mark.enquiryId));
  return lastBy(marks, byTimeThenId)?.spam ?? merged.spam ?? false;
}

/** Each joins the first group whose anchor is near enough, shares an identifier, and has no member of its source. */
function anchored(enquiries: readonly Enquiry[], within: number): (readonly [Enquiry, ...Enquiry[]])[] {
  const groups: [Enquiry, ...Enquiry[]][] = [];
  for (const enquiry of [...enquiries].sort(byTimeThenId)) {
    const home = groups.find(
      ([anchor, ...rest]) =>
        enquiry.at - anchor.at <= within &&
        sharesIdentifier(anchor, enquiry) &&
        [anchor, ...rest].every((member) => member.source !== enquiry.source),
    );
    if (home === undefined) groups.push([enquiry]);
    else home.push(enquiry);
  }
  return groups;
}

const sharesIdentifier = (a: Enquiry, b: Enquiry): boolean =>
  (a.phone !== null && a.phone === b.phone) || (a.email !== null && a.email === b.email);

/**
 * "id of the source first in the workspace's order (call tracking, telephony, CRM), origin from call tracking, waiting,
 * talk and manager from telephony." What a preferred source does not state, the next in order states.
 */
function merge(group: readonly [Enquiry, ...Enquiry[]], run: RunParameters): Enquiry {
  const [anchor] = group;
  const rank = (enquiry: Enquiry): number => run.sources[enquiry.source]?.rank ?? Infinity;
  // Two unlisted sources have one rank; Infinity - Infinity is NaN, hence the explicit comparison.
  const inOrder = [...group].sort((a, b) => (rank(a) === rank(b) ? byTimeThenId(a, b) : rank(a) - rank(b)));
  const preferring = (role: SourceRole): Enquiry[] => {
    const preferred = inOrder.filter((enquiry) => run.sources[enquiry.source]?.role === role);
    return [...preferred, ...inOrder.filter((enquiry) => !preferred.includes(enquiry))];
  };
  const first = inOrder[0] ?? anchor;
  const firstStated = <F extends keyof Enquiry>(order: readonly Enquiry[], field: F): Enquiry[F] | null =>
    order.map((enquiry) => enquiry[field]).find((value) => value !== null) ?? null;
  const tracked = preferring('call_tracking');
  const telephony = preferring('telephony');
  return {
    ...first,
    at: anchor.at,
    phone: firstStated(inOrder, 'phone'),
    email: firstStated(inOrder, 'email'),
    visitor: firstStated(tracked, 'visitor'),
    line: firstStated(tracked, 'line'),
    statedOrigin: firstStated(tracked, 'statedOrigin'),
    manager: firstStated(telephony, 'manager'),
    answered: firstStated(telephony, 'answered'),
    waitSeconds: firstStated(telephony, 'waitSeconds'),
    talkSeconds: firstStated(telephony, 'talkSeconds'),
    spam: firstStated(inOrder, 'spam'),
  };
}
