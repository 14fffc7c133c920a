import {
  attributePerson,
  createIdentityGraph,
  dealNode,
  enquiryNode,
  NOT_SET,
  persons,
  type Conversion,
  type CostFact,
  type DealFact,
  type EnquiryFact,
  type NodeId,
  type PersonFact,
  type RefundFact,
  type RunParameters,
  type VisitFact,
} from '@throughline/domain';
import { aVisit, COST_ORIGINS, DAY_MS, DAYS, FIRST_DAY } from './a-visit.ts';
import type { Random } from './random.ts';

/** Facts of some people and what attribution says of them. */
export interface ShopPart {
  readonly visits: VisitFact[];
  readonly facts: PersonFact[];
  readonly conversions: Conversion[];
}

const PEOPLE_PER_VISIT = 0.025;
const RETURNING = 0.1;
const DEAL = 1 / 3;
const WON = 0.6;
const REFUND = 0.02;
const MINUTE_MS = 60_000;

/**
 * A shop of 180 days: of each 1,000 visits some 100 by people who enquire (1.2 times each; a tenth come again), a third of
 * the enquiries lead to deals, six of ten deals are won. Conversions are the product's own, person by person.
 */
export function* aShop(visits: number, random: Random, run: RunParameters, partSize: number): Generator<ShopPart> {
  let part = emptyPart();
  let made = 0;
  const people = Math.round(visits * PEOPLE_PER_VISIT);
  for (let i = 0; i < people; i += 1) {
    const before = part.visits.length;
    addPerson(part, random, run);
    made += part.visits.length - before;
    if (part.visits.length >= partSize) {
      yield part;
      part = emptyPart();
    }
  }
  while (made < visits) {
    const visitor = random.hex(16);
    for (let i = 1 + random.below(3); i > 0 && made < visits; i -= 1, made += 1)
      part.visits.push(aVisit(random, visitor));
    if (part.visits.length >= partSize) {
      yield part;
      part = emptyPart();
    }
  }
  yield part;
}

/** Daily costs of every paid campaign. */
export function costsOf(random: Random): CostFact[] {
  return Array.from({ length: DAYS }, (_, day) => day).flatMap((day) =>
    COST_ORIGINS.map((origin): CostFact => {
      const date = new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10);
      return {
        ...header(random, FIRST_DAY + day * DAY_MS),
        type: 'cost',
        date,
        adSource: origin.source,
        medium: origin.medium,
        campaign: origin.campaign,
        adGroup: NOT_SET,
        keyword: NOT_SET,
        campaignId: '',
        cost: { minor: 50_000 + random.below(500_000), currency: 'RUB' },
        clicks: 20 + random.below(200),
        impressions: 1_000 + random.below(10_000),
        reportedAt: FIRST_DAY + (day + 1) * DAY_MS,
      };
    }),
  );
}

const emptyPart = (): ShopPart => ({ visits: [], facts: [], conversions: [] });

function addPerson(part: ShopPart, random: Random, run: RunParameters): void {
  const visitors = random.next() < 0.1 ? [random.hex(16), random.hex(16)] : [random.hex(16)];
  const phone: NodeId = `p:${random.hex(32)}`;
  const visits: VisitFact[] = [];
  const facts: PersonFact[] = [];
  let at = FIRST_DAY + random.below(DAYS * DAY_MS);
  for (let left = random.next() < RETURNING ? 3 : 1; left > 0 && at < FIRST_DAY + DAYS * DAY_MS; left -= 1) {
    for (let i = random.below(8); i > 0; i -= 1) {
      const visitedAt = at - random.below(60 * DAY_MS);
      if (visitedAt >= FIRST_DAY) visits.push(aVisit(random, random.pick(visitors), visitedAt));
    }
    addEnquiry(facts, random, at, random.pick(visitors), phone);
    at += 20 * DAY_MS + random.below(60 * DAY_MS);
  }
  part.visits.push(...visits);
  part.facts.push(...facts);
  part.conversions.push(...attribute(facts, visits, run));
}

function addEnquiry(facts: PersonFact[], random: Random, at: number, visitor: string, phone: NodeId): void {
  const enquiry: EnquiryFact = {
    ...header(random, at),
    type: 'enquiry',
    kind: 'form',
    enquiryId: '',
    visitor: `v:${visitor}`,
    phone,
    email: null,
    contact: null,
    dealId: null,
    clientIds: [],
    manager: null,
    spam: null,
    statedOrigin: null,
  };
  facts.push({ ...enquiry, enquiryId: enquiry.id });
  if (random.next() >= DEAL) return;
  // One deal in twenty comes so late that it is an enquiry of its own.
  const openedAt = at + (random.next() < 0.05 ? 40 * DAY_MS : (5 + random.below(600)) * MINUTE_MS);
  const named = random.next() < 0.7 && openedAt < at + DAY_MS ? { enquiryId: enquiry.id } : {};
  const deal: Omit<DealFact, 'at' | 'id' | 'eventId'> = {
    ...header(random, openedAt),
    type: 'deal',
    dealId: random.hex(12),
    visitor: null,
    phone,
    email: null,
    contact: null,
    clientIds: [],
    ...named,
  };
  facts.push({ ...deal, ...header(random, openedAt), status: 'open' });
  if (random.next() >= WON) return;
  const wonAt = openedAt + DAY_MS + random.below(20 * DAY_MS);
  const amount = { minor: 100_000 + random.below(10_000_000), currency: 'RUB' };
  const goods = random.next() < 0.9 ? { costOfGoods: { minor: Math.floor(amount.minor * 0.6), currency: 'RUB' } } : {};
  facts.push({ ...deal, ...header(random, wonAt), status: 'won', amount, ...goods });
  if (random.next() >= REFUND) return;
  const refundAt = wonAt + DAY_MS + random.below(10 * DAY_MS);
  const refund: RefundFact = {
    ...header(random, refundAt),
    type: 'refund',
    dealId: deal.dealId,
    amount: { minor: Math.floor(amount.minor / 2), currency: 'RUB' },
  };
  facts.push(refund);
}

function header(random: Random, at: number) {
  return {
    eventId: random.hex(32),
    contentHash: random.hex(64),
    id: random.hex(20),
    source: 'api',
    at,
    knownAt: at + 1_000,
    generation: 0,
    retracted: false,
    claim: false,
    excluded: '' as const,
  };
}

/** The product's own walk and rules over the facts of one person. */
function attribute(facts: readonly PersonFact[], visits: readonly VisitFact[], run: RunParameters): Conversion[] {
  const seeds = new Set<NodeId>();
  for (const fact of facts) {
    if (fact.type === 'enquiry') seeds.add(enquiryNode(fact.enquiryId));
    else if (fact.type === 'deal') seeds.add(dealNode(fact.dealId));
  }
  const graph = createIdentityGraph([...seeds], run.hubLimits);
  while (graph.frontier().length > 0) graph.add(facts);
  return persons(graph).flatMap((person) => attributePerson({ person, visits, numbers: [] }, run));
}
