import type { Deal } from '../deal/deal.ts';
import { dealMoney } from '../deal/deal-money.ts';
import { foldDeals } from '../deal/fold-deals.ts';
import { leadOfDeal, leadsOf } from '../deal/leads.ts';
import { DAY_MS, impliedEnquiryId, originEnquiry } from '../deal/origin-enquiry.ts';
import { enquiriesOf } from '../enquiry/enquiries.ts';
import type { Enquiry } from '../enquiry/enquiry.ts';
import type { NumberFact, VisitFact } from '../fact/fact.ts';
import { compareUtf8, type Moment } from '../fact/order.ts';
import { dealNode, enquiryNode, keyOf, kindOf, type NodeId } from '../identity/node.ts';
import type { Person } from '../identity/person.ts';
import { ofDeal, touchpointsOf } from '../journey/touchpoints.ts';
import { pathTo, type Path } from '../journey/window.ts';
import { absentDeal, absentEnquiry } from './absent.ts';
import type { Conversion, DealConversion, EnquiryConversion, Touchpoint } from './conversion.ts';
import { journeyOf } from './journey.ts';
import type { RunParameters } from './run.ts';

export interface PersonInput {
  readonly person: Person;
  /** Winners (`visitWinners`), at least those of the person's visitors and attached visitors; others are passed over. */
  readonly visits: readonly VisitFact[];
  /** Winners, at least those of the lines of the person's calls. */
  readonly numbers: readonly NumberFact[];
}

/**
 * What attribution says of a person: one row for every enquiry and deal its facts name, by kind and id, rows that are not
 * present included. A pure function of the SET of facts and the run (attribution.md, sections 1, 3 and 4). The row of a
 * claim enquiry that belongs to another person is that person's.
 */
export const attributePerson = (input: PersonInput, run: RunParameters): Conversion[] => [...conversionsOf(input, run)];

/**
 * The same one by one, and only those `wanted`: a person of thousands of enquiries has journeys of a thousand touchpoints
 * each, which are too many to hold at once.
 */
export function* conversionsOf(
  input: PersonInput,
  run: RunParameters,
  wanted: (candidate: NodeId) => boolean = () => true,
): Generator<Conversion> {
  const rows = new PersonRows(input, run);
  yield* rows.enquiries(wanted);
  yield* rows.deals(wanted);
}

/** A deal with what its row needs of the person. */
interface PlacedDeal {
  readonly deal: Deal;
  readonly origin: Enquiry | null;
  /** The origin enquiry, or the implied one. */
  readonly enquiry: Moment;
}

class PersonRows {
  readonly #person: Person;
  readonly #run: RunParameters;
  readonly #enquiries: ReturnType<typeof enquiriesOf>;
  readonly #deals: readonly PlacedDeal[];
  readonly #leads: readonly Moment[];
  readonly #leadIds: ReadonlySet<string>;
  readonly #touchpoints: readonly Touchpoint[];
  readonly #firstSale: string | null;

  constructor({ person, visits, numbers }: PersonInput, run: RunParameters) {
    this.#person = person;
    this.#run = run;
    this.#enquiries = enquiriesOf(person.facts, run.sources);
    const elsewhere = person.referenced.map(({ facts }) => enquiriesOf(facts, run.sources));
    this.#deals = foldDeals(person.facts).map((deal) => {
      const origin = originEnquiry(deal, this.#enquiries, elsewhere, run.leadUniqueDays);
      return { deal, origin, enquiry: origin ?? { at: deal.createdAt, id: impliedEnquiryId(deal.id) } };
    });
    const implied = this.#deals.filter(({ origin }) => origin === null).map(({ enquiry }) => enquiry);
    this.#leads = leadsOf([...this.#enquiries.present, ...implied], run.leadUniqueDays);
    this.#leadIds = new Set(this.#leads.map(({ id }) => id));
    const visitors = new Set<string>([...person.nodes, ...person.attachedVisitors]);
    this.#touchpoints = touchpointsOf(visits, visitors, this.#enquiries.present, numbers);
    this.#firstSale = firstSale(this.#deals);
  }

  *enquiries(wanted: (candidate: NodeId) => boolean): Generator<EnquiryConversion> {
    const present = new Map(this.#enquiries.present.map((enquiry) => [enquiry.id, enquiry]));
    for (const id of this.#enquiryIds()) {
      if (!wanted(enquiryNode(id))) continue;
      const enquiry = present.get(id);
      yield enquiry === undefined ? absentEnquiry(id) : this.#enquiryRow(enquiry);
    }
  }

  *deals(wanted: (candidate: NodeId) => boolean): Generator<DealConversion> {
    const present = new Map(this.#deals.map((placed) => [placed.deal.id, placed]));
    const ids = new Set(this.#keys('d'));
    for (const fact of this.#person.facts) if (fact.type === 'deal') ids.add(fact.dealId);
    for (const id of [...ids].sort(compareUtf8)) {
      if (!wanted(dealNode(id))) continue;
      const placed = present.get(id);
      yield placed === undefined ? absentDeal(id) : this.#dealRow(placed);
    }
  }

  #enquiryIds(): string[] {
    const ids = new Set(this.#keys('e'));
    for (const { facts } of this.#person.referenced) {
      for (const fact of facts) if (fact.type === 'enquiry' && fact.claim) ids.delete(fact.enquiryId);
    }
    for (const fact of this.#person.facts) {
      if (fact.type === 'enquiry') ids.add(fact.enquiryId);
      else if (fact.type === 'call') ids.add(fact.callId);
    }
    return [...ids].sort(compareUtf8);
  }

  #keys(kind: 'e' | 'd'): string[] {
    return [...this.#person.nodes].filter((node) => kindOf(node) === kind).map(keyOf);
  }

  #path(end: number): Path {
    return pathTo(end, this.#touchpoints, this.#run);
  }

  #halfLife(): number {
    return this.#run.halfLifeDays * DAY_MS;
  }

  #enquiryRow(enquiry: Enquiry): EnquiryConversion {
    const { id, at, kind, source, manager, answered, waitSeconds, talkSeconds, mergedIds } = enquiry;
    return {
      kind: 'enquiry',
      id,
      person: this.#person.id,
      present: true,
      at,
      isLead: this.#leadIds.has(id),
      end: at,
      enquiryKind: kind,
      source,
      manager,
      answered,
      waitSeconds,
      talkSeconds,
      mergedIds,
      journey: journeyOf(this.#path(at), null, this.#halfLife()),
    };
  }

  #dealRow({ deal, origin, enquiry }: PlacedDeal): DealConversion {
    const { id, createdAt, source, status, saleAt, stage, pipeline, manager, department, reason } = deal;
    const atConversion = this.#run.journeyEnd === 'conversion';
    const end = atConversion ? createdAt : enquiry.at;
    const saleEnd = atConversion ? (saleAt ?? end) : end;
    const fallback = ofDeal(deal);
    const own = orStated(this.#path(end), fallback);
    const salePath = saleEnd === end ? own : orStated(this.#path(saleEnd), fallback);
    const money = dealMoney(deal, this.#run);
    const refunds = money.refunds.map(({ amount }) => amount);
    const sale =
      saleAt === null ? null : { path: salePath, amount: money.amount, costOfGoods: money.costOfGoods, refunds };
    const lead = leadOfDeal(this.#leads, enquiry);
    return {
      kind: 'deal',
      id,
      person: this.#person.id,
      present: true,
      at: createdAt,
      end,
      saleEnd,
      source,
      status,
      implied: origin === null,
      impliedIsLead: origin === null && this.#leadIds.has(enquiry.id),
      originEnquiryId: origin?.id ?? null,
      leadId: lead?.id ?? null,
      leadAt: lead?.at ?? null,
      isSale: saleAt !== null,
      saleAt,
      firstTime: this.#firstSale === id,
      stage,
      pipeline,
      manager,
      department,
      reason,
      ...money,
      journey: journeyOf(own, sale, this.#halfLife()),
    };
  }
}

/** A deal's stated origin counts only where its journey is otherwise empty, whatever the window. */
const orStated = (path: Path, stated: Touchpoint | null): Path =>
  path.touchpoints.length > 0 || stated === null ? path : { ...path, touchpoints: [stated] };

/** Id of the deal with the person's earliest sale by (time, deal id), over all time. */
function firstSale(deals: readonly PlacedDeal[]): string | null {
  let first: Moment | null = null;
  for (const { deal } of deals) {
    if (deal.saleAt === null) continue;
    if (first === null || deal.saleAt < first.at || (deal.saleAt === first.at && compareUtf8(deal.id, first.id) < 0)) {
      first = { at: deal.saleAt, id: deal.id };
    }
  }
  return first?.id ?? null;
}
