import type { Fact, RunParameters } from '@throughline/domain';
import { foldCalls } from '../reference/calls.ts';
import { referenceConversions } from '../reference/conversions.ts';
import { statedEnquiries } from '../reference/enquiries.ts';
import { oneEnquiry } from '../reference/one-enquiry.ts';
import { groupBy } from '../reference/order.ts';
import { persons } from '../reference/persons.ts';
import { withdrawals } from '../reference/withdrawals.ts';
import { winningFacts } from '../reference/winners.ts';
import { HISTORY_COVERED, historyCoverage } from './history-coverage.ts';

/**
 * What a set of contents really exercises, by what the reference makes of it: a generator that tells of hubs but never
 * makes one proves nothing.
 */
export function coverage(contents: readonly Fact[], run: RunParameters): Set<string> {
  const seen = new Set<string>();
  const note = (what: string, is: boolean): void => {
    if (is) seen.add(what);
  };
  const facts = winningFacts(contents);
  const calls = foldCalls(facts);
  const who = persons(facts, calls, run.hubLimits);
  const taken = withdrawals(facts);
  const rows = referenceConversions(contents, run);
  const nodes = facts.flatMap((fact) => (fact.type === 'identify' ? fact.nodes : []));

  for (const kind of 'pmcv')
    note(
      `hub of kind ${kind}`,
      nodes.some((node) => node.startsWith(kind) && who.isHub(node)),
    );
  note('pair withdrawn', taken.fromIdentifications.size > 0);
  note('pair withdrawn by a person', taken.fromEverything.size > 0);
  for (const rivals of groupBy(contents, ({ eventId }) => eventId).values()) {
    const hashes = new Set(rivals.map(({ contentHash }) => contentHash));
    note('id conflict', hashes.size > 1);
    note('id conflict at one instant', hashes.size > 1 && new Set(rivals.map(({ at }) => at)).size === 1);
    note('generations', new Set(rivals.map(({ generation }) => generation)).size > 1);
    note('retracted for good', !facts.some(({ eventId }) => eventId === rivals[0]?.eventId));
  }
  for (const fact of facts) {
    note(
      'claim enquiry of an identified person',
      fact.type === 'enquiry' && fact.claim && who.personOfClaim(fact) !== fact.visitor,
    );
    note(
      'claim attaches a visitor of another person',
      fact.claim && fact.type === 'enquiry' && fact.visitor !== null && fact.phone !== null &&
        who.personOf(fact.phone) !== who.personOf(fact.visitor) && who.visitorsOf(who.personOf(fact.phone)).has(fact.visitor),
    ); // prettier-ignore
    note('excluded', fact.excluded !== '');
  }
  for (const row of rows) {
    note(`absent ${row.kind}`, !row.present);
    if (!row.present) continue;
    for (const { evidence } of row.journey.touchpoints) note(`evidence ${evidence}`, true);
    note('not attributed', row.journey.touchpoints.length === 0);
    note('journey of several', row.journey.touchpoints.length > 2);
    note(
      'touchpoint after the end',
      row.journey.touchpoints.some(({ at }) => at > row.end),
    );
    note(
      'tie in a journey',
      row.journey.touchpoints.some(({ at }, i, all) => at === all[i + 1]?.at),
    );
    if (row.kind === 'enquiry') {
      note('lead', row.isLead);
      note('enquiry that is no lead', !row.isLead);
      continue;
    }
    note('implied enquiry', row.implied);
    note('implied enquiry that is no lead', row.implied && !row.impliedIsLead);
    note('deal with an origin', !row.implied);
    note(
      'deal whose lead is another enquiry',
      row.leadId !== null && row.leadId !== row.originEnquiryId && !row.implied,
    );
    note('deal without a lead', row.leadId === null);
    note('sale', row.isSale);
    note('sale left', !row.isSale && row.status !== 'open');
    note('returning buyer', row.isSale && !row.firstTime);
    note('refund counted', row.refunds.length > 0);
    note('missing rate', row.rateMissing);
    note('cost of goods unknown', row.isSale && !row.costOfGoodsKnown);
  }
  const { idOf } = oneEnquiry(statedEnquiries(facts, calls, who), facts, run);
  for (const [id, one] of idOf) {
    note('one call of several sources', id !== one && calls.some((call) => call.callId === id));
    note('one form of several sources', id !== one && !calls.some((call) => call.callId === id));
  }
  for (const phases of groupBy(
    facts.filter((fact) => fact.type === 'call'),
    (phase) => phase.callId,
  ).values()) {
    note('call that changes its customer', new Set(phases.flatMap(({ customer }) => customer ?? [])).size > 1);
    note('call that turns outbound', new Set(phases.flatMap(({ direction }) => direction ?? [])).size > 1);
  }
  for (const what of historyCoverage({ contents, facts, calls, rows }, run)) note(what, true);
  return seen;
}

/** Everything `coverage` can note: the list a generator is held to. */
export const COVERED = [
  'hub of kind p', 'hub of kind m', 'hub of kind c', 'hub of kind v', 'pair withdrawn', 'pair withdrawn by a person',
  'id conflict', 'id conflict at one instant', 'generations', 'retracted for good',
  'claim enquiry of an identified person', 'claim attaches a visitor of another person', 'excluded', 'absent enquiry',
  'absent deal', 'evidence visit', 'evidence provider', 'evidence number', 'evidence crm', 'not attributed',
  'journey of several', 'touchpoint after the end', 'tie in a journey', 'lead', 'enquiry that is no lead',
  'implied enquiry', 'implied enquiry that is no lead', 'deal with an origin', 'deal whose lead is another enquiry',
  'deal without a lead', 'sale', 'sale left', 'returning buyer', 'refund counted', 'missing rate',
  'cost of goods unknown', 'one call of several sources', 'one form of several sources',
  'call that changes its customer', 'call that turns outbound',
  ...HISTORY_COVERED,
] as const; // prettier-ignore
