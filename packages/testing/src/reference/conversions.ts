/**
 * The reference: what every conversion of a workspace is, computed from scratch over the whole set of contents. Slow and
 * obvious on purpose. It shares with the product only the types of facts, runs and conversions.
 */
import type { Conversion, DealConversion, EnquiryConversion, Fact, Journey, RunParameters } from '@throughline/domain';
import { MODELS } from '@throughline/domain';
import { foldCalls } from './calls.ts';
import { candidates } from './candidates.ts';
import { foldDeals } from './deals.ts';
import type { Deal } from './deals.ts';
import { statedEnquiries } from './enquiries.ts';
import type { Enquiry } from './enquiries.ts';
import { journeyOf } from './journey.ts';
import type { SaleMoney } from './journey.ts';
import { impliedEnquiry, isFirstTime, leadOf, leads, originEnquiry } from './leads.ts';
import { convert } from './money.ts';
import { oneEnquiry } from './one-enquiry.ts';
import { compareBytes } from './order.ts';
import { persons } from './persons.ts';
import { ofDeal, touchpointsOf } from './touchpoints.ts';
import { windowOf } from './window.ts';
import { countedVisits, winningFacts } from './winners.ts';

/** Every content of one workspace, in any order, any number of times -> one row per enquiry and deal ever named. */
export function referenceConversions(contents: readonly Fact[], run: RunParameters): Conversion[] {
  const facts = winningFacts(contents);
  const visits = countedVisits(facts);
  const calls = foldCalls(facts);
  const who = persons(facts, calls, run.hubLimits);
  const merged = oneEnquiry(statedEnquiries(facts, calls, who), facts, run);
  const deals = foldDeals(facts, who);
  const origins = new Map(deals.map((deal) => [deal.id, originEnquiry(deal, merged, run)]));
  const implied = deals.filter((deal) => origins.get(deal.id) === null).map(impliedEnquiry);
  const allLeads = leads([...merged.enquiries, ...implied], run);
  const isLead = (id: string): boolean => allLeads.some((lead) => lead.id === id);
  const touchpoints = (person: Enquiry['person']) => touchpointsOf(person, visits, merged.enquiries, facts, who);

  const enquiryRow = (enquiry: Enquiry): EnquiryConversion => {
    // "an enquiry or lead: its own time", with either journey_end
    const window = windowOf(enquiry.at, touchpoints(enquiry.person), [], run);
    return {
      kind: 'enquiry',
      id: enquiry.id,
      person: enquiry.person,
      present: true,
      at: enquiry.at,
      isLead: isLead(enquiry.id),
      end: window.end,
      enquiryKind: enquiry.kind,
      source: enquiry.source,
      manager: enquiry.manager,
      answered: enquiry.answered,
      waitSeconds: enquiry.waitSeconds,
      talkSeconds: enquiry.talkSeconds,
      mergedIds: othersOf(merged.idOf, enquiry.id),
      journey: journeyOf(window, null, run),
    };
  };

  const dealRow = (deal: Deal): DealConversion => {
    const origin = origins.get(deal.id) ?? null;
    const lead = leadOf(deal, origin ?? impliedEnquiry(deal), allLeads);
    const money = moneyOf(deal, run);
    // "a deal or sale: its origin enquiry's time, or its creation"; "a deal: its creation; a sale: the sale's time"
    const byEnquiry = origin?.at ?? deal.createdAt;
    const end = run.journeyEnd === 'enquiry' ? byEnquiry : deal.createdAt;
    const saleEnd = run.journeyEnd === 'enquiry' ? byEnquiry : (deal.saleAt ?? deal.createdAt);
    const ofPerson = touchpoints(deal.person);
    const own = windowOf(end, ofPerson, ofDeal(deal), run);
    const sale = deal.saleAt === null ? null : { window: windowOf(saleEnd, ofPerson, ofDeal(deal), run), money };
    return {
      kind: 'deal',
      id: deal.id,
      person: deal.person,
      present: true,
      at: deal.createdAt,
      end,
      saleEnd,
      source: deal.source,
      status: deal.status,
      implied: origin === null,
      impliedIsLead: origin === null && isLead(`deal:${deal.id}`),
      originEnquiryId: origin?.id ?? null,
      leadId: lead?.id ?? null,
      leadAt: lead?.at ?? null,
      isSale: deal.saleAt !== null,
      saleAt: deal.saleAt,
      firstTime: isFirstTime(deal, deals),
      amount: Number(money.amount),
      costOfGoods: Number(money.costOfGoods),
      costOfGoodsKnown: deal.costOfGoods !== null,
      rateMissing: money.rateMissing,
      refunds: deal.refunds.map(({ id, at }, i) => ({ id, at, amount: Number(money.refunds[i]) })),
      stage: deal.stage,
      pipeline: deal.pipeline,
      manager: deal.manager,
      department: deal.department,
      reason: deal.reason,
      items: deal.items.map(({ name, category, quantity, price }) => ({
        name,
        category,
        quantity,
        price: Number(convert(price, deal.saleAt ?? deal.createdAt, run) ?? 0n),
      })),
      journey: journeyOf(own, sale, run),
    };
  };

  const named = candidates(contents);
  const enquiries = new Map(merged.enquiries.map((enquiry) => [enquiry.id, enquiry]));
  const standing = new Map(deals.map((deal) => [deal.id, deal]));
  return [
    ...[...named.enquiries].map((id) => {
      const enquiry = enquiries.get(id);
      return enquiry === undefined ? absentEnquiry(id) : enquiryRow(enquiry);
    }),
    ...[...named.deals].map((id) => {
      const deal = standing.get(id);
      return deal === undefined ? absentDeal(id) : dealRow(deal);
    }),
  ];
}

/** Every other id that was found to be the same enquiry. */
const othersOf = (idOf: ReadonlyMap<string, string>, id: string): string[] =>
  [...idOf]
    .filter(([other, one]) => one === id && other !== id)
    .map(([other]) => other)
    .sort(compareBytes);

/** Section 5: "each amount is first converted at the dated rate of its own date"; a missing rate counts 0 and is told. */
function moneyOf(deal: Deal, run: RunParameters): SaleMoney & { readonly rateMissing: boolean } {
  if (deal.saleAt === null) return { amount: 0n, costOfGoods: 0n, refunds: [], rateMissing: false };
  const { saleAt } = deal;
  const amount = deal.amount === null ? 0n : convert(deal.amount, saleAt, run);
  const costOfGoods = deal.costOfGoods === null ? 0n : convert(deal.costOfGoods, saleAt, run);
  const refunds = deal.refunds.map(({ value, at }) => convert(value, at, run));
  const prices = deal.items.map(({ price }) => convert(price, saleAt, run));
  return {
    amount: amount ?? 0n,
    costOfGoods: costOfGoods ?? 0n,
    refunds: refunds.map((refund) => refund ?? 0n),
    rateMissing: [amount, costOfGoods, ...refunds, ...prices].includes(null),
  };
}

const NO_JOURNEY: Journey = {
  touchpoints: [],
  truncated: false,
  credits: Object.fromEntries(MODELS.map((model) => [model, []])) as unknown as Journey['credits'],
};

const absentEnquiry = (id: string): EnquiryConversion => ({
  kind: 'enquiry', id, person: '', present: false, at: 0, isLead: false, end: 0, enquiryKind: 'form', source: '',
  manager: null, answered: null, waitSeconds: null, talkSeconds: null, mergedIds: [], journey: NO_JOURNEY,
}); // prettier-ignore

const absentDeal = (id: string): DealConversion => ({
  kind: 'deal', id, person: '', present: false, at: 0, end: 0, saleEnd: 0, source: '', status: 'open', implied: false,
  impliedIsLead: false, originEnquiryId: null, leadId: null, leadAt: null, isSale: false, saleAt: null, firstTime: false,
  amount: 0, costOfGoods: 0, costOfGoodsKnown: false, rateMissing: false, refunds: [], stage: null, pipeline: null,
  manager: null, department: null, reason: null, items: [], journey: NO_JOURNEY,
}); // prettier-ignore
