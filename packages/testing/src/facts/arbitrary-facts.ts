import fc from 'fast-check';
import { node, type Fact, type NodeId, type NodeKind, type PersonFact } from '@throughline/domain';
import { call, deal, enquiry, identify, mark, MINUTE, money, NOON, number, origin, refund, visit } from './builders.ts';

/** How many of each there are: small pools, so that facts meet, their ids collide and their contents conflict. */
interface Pools {
  readonly visitors: number;
  readonly phones: number;
  readonly emails: number;
  readonly contacts: number;
  /** Calls and deals. */
  readonly calls: number;
  readonly events: number;
}
const WIDE: Pools = { visitors: 5, phones: 6, emails: 4, contacts: 3, calls: 6, events: 41 };
/** Nearly everything is about the same two calls and deals of three people. */
const DENSE: Pools = { visitors: 3, phones: 3, emails: 2, contacts: 2, calls: 2, events: 13 };

const nodes = (kind: NodeKind, size: number) => fc.nat(size - 1).map((i): NodeId => node(kind, String(i)));
const ids = (size: number) => fc.nat(size - 1).map(String);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const stated = <Value>(value: fc.Arbitrary<Value>) => fc.option(fc.option(value, { nil: null }), { nil: undefined });
const at = fc
  .tuple(fc.constantFrom(0, 30, 30, 60, 90), fc.constantFrom(-10, -2, 0, 0, 2, 10, 30, 60), fc.constantFrom(0, 0, 1))
  .map(([days, minutes, ms]) => NOON - days * 24 * 60 * MINUTE + minutes * MINUTE + ms);
const from = fc.constantFrom('yandex/cpc', 'google/cpc', '(direct)/(none)', 'radio/offline');
const statedOrigin = from.map(origin);
/** Up to 10^15 minor units of the workspace's currency, converted ones too: beyond it money is not exact (fact.ts, Money). */
const amount = fc.oneof(
  fc.integer({ min: 0, max: 10 ** 15 }).map((minor) => money(minor)),
  fc.integer({ min: 0, max: 10 ** 13 }).map((minor) => money(minor, 'USD')),
);
const source = fc.constantFrom('ct', 'pbx', 'crm', 'api');

function factsAmong(sizes: Pools): { readonly person: fc.Arbitrary<PersonFact>; readonly other: fc.Arbitrary<Fact> } {
  const visitor = nodes('v', sizes.visitors);
  const phone = nodes('p', sizes.phones);
  const email = nodes('m', sizes.emails);
  const contact = nodes('c', sizes.contacts);
  const id = ids(sizes.calls);
  /** Of a form or a call. */
  const enquiryId = fc.oneof(
    fc.tuple(source, ids(sizes.events)).map(([of, n]) => `${of}/${n}`),
    fc.tuple(source, id).map(([of, n]) => `${of}/c${n}`),
  );

  /** Several contents of one event share its number; the event id is made of the type and it. */
  const head = {
    at,
    id: ids(sizes.events),
    generation: fc.constantFrom(0, 0, 0, 1),
    retracted: fc.constantFrom(false, false, false, false, true),
    excluded: fc.constantFrom('', '', '', '', 'bot' as const),
    source,
  };
  const claim = fc.constantFrom(false, false, true);
  const identifiers = {
    visitor: maybe(visitor),
    phone: maybe(phone),
    email: maybe(email),
    contact: maybe(contact),
    clientIds: fc.array(nodes('k', 2), { maxLength: 1 }),
  };

  const person: fc.Arbitrary<PersonFact> = fc.oneof(
    fc
      .record({
        ...head,
        claim,
        withdraw: fc.constantFrom(false, false, true),
        manual: fc.constantFrom(false, false, true),
      })
      .chain((given) =>
        fc
          .uniqueArray(fc.oneof(visitor, phone, email, contact), { minLength: 2, maxLength: 3 })
          .map((nodes) => identify(nodes, given)),
      ),
    fc
      .record({
        ...head,
        ...identifiers,
        claim,
        dealId: maybe(id),
        spam: maybe(fc.boolean()),
        statedOrigin: maybe(statedOrigin),
      })
      .map((given) => enquiry(`${given.source}/${given.id}`, given)),
    fc
      .record({
        ...head,
        callId: id,
        direction: fc.constantFrom('in', 'in', 'in', 'out', null),
        customer: maybe(phone),
        visitor: maybe(visitor),
        line: maybe(fc.constantFrom('+7495', '+7812')),
        talkSeconds: maybe(fc.nat(60)),
        manager: maybe(fc.constantFrom('ann', 'bob')),
        statedOrigin: maybe(statedOrigin),
      })
      .map(({ callId, ...given }) => call(`${given.source}/c${callId}`, given)),
    fc
      .record(
        {
          ...head,
          ...identifiers,
          dealId: id,
          status: stated(fc.constantFrom('open', 'won', 'won', 'lost')),
          amount: stated(amount),
          costOfGoods: stated(amount),
          createdAt: stated(at),
          enquiryId: stated(enquiryId),
          deleted: stated(fc.constantFrom(false, true)),
          mergedInto: fc.constantFrom(undefined, undefined, undefined, null, '0', '1', '2'),
          statedOrigin: stated(statedOrigin),
        },
        { noNullPrototype: true },
      )
      .map(({ dealId, ...given }) => deal(dealId, withoutUndefined(given))),
    fc.record({ ...head, dealId: id, amount }).map(({ dealId, ...given }) => refund(dealId, 0, given)),
    fc
      .record({
        ...head,
        enquiryId,
        spam: maybe(fc.boolean()),
      })
      .map((given) => mark(given.enquiryId, given.spam, given)),
  );

  const other: fc.Arbitrary<Fact> = fc.oneof(
    fc
      .record({ ...head, visitor, from, visitId: fc.nat(30).map(String) })
      .map(({ visitor, ...given }) => visit(visitor, given)),
    fc
      .record({ ...head, from: at, to: maybe(at), stands: from, line: fc.constantFrom('+7495', '+7812') })
      .map(({ line, from, to, ...given }) => number(line, from, to, given)),
  );

  return { person, other };
}

/** Different contents have different hashes. */
const hashed = <Of extends Fact>(facts: readonly Of[]): Of[] =>
  facts.map((fact) => ({ ...fact, contentHash: JSON.stringify(fact) }));

const amongEither = <Of extends Fact>(factsOf: (sizes: Pools) => fc.Arbitrary<Of[]>): fc.Arbitrary<Of[]> =>
  fc.oneof(factsOf(WIDE), factsOf(DENSE)).map(hashed);

export const arbitraryPersonFacts: fc.Arbitrary<PersonFact[]> = amongEither((sizes) =>
  fc.array(factsAmong(sizes).person, { minLength: 1, maxLength: 25, size: 'max' }),
);
export const arbitraryFacts: fc.Arbitrary<Fact[]> = amongEither((sizes) => {
  const { person, other } = factsAmong(sizes);
  const either = fc.oneof({ weight: 3, arbitrary: person }, { weight: 2, arbitrary: other });
  return fc.array(either, { minLength: 1, maxLength: 40, size: 'max' });
});

/** An omitted field of a deal is not stated; `exactOptionalPropertyTypes` knows no undefined. */
const withoutUndefined = <Given extends object>(given: Given) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<{
    [Key in keyof Given]: Exclude<Given[Key], undefined>;
  }>;

/** The same facts in another order, some of them twice. */
export const shuffled = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length }),
      fc.shuffledSubarray([...items]),
    )
    .map(([all, again]) => [...again.slice(0, again.length >> 1), ...all, ...again.slice(again.length >> 1)]);
