import * as fc from 'fast-check';
import type { Event, StatedOrigin } from '../event.ts';

/** Any event of every type, for properties. Texts are well formed: doors refuse the others. */
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ minLength: 60, maxLength: 300 }));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const at = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
/** avsc, the oracle, is exact up to 2^52 only; `write.test.ts` goes to 2^53. */
const safe = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
const seconds = maybe(fc.double({ noNaN: true, noDefaultInfinity: true }));
const amount = fc.record({
  amount: fc.constantFrom('0.00', '1234.50', '999999999999.99'),
  currency: fc.constantFrom('RUB', 'USD'),
});
const clientIds = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), text, {
  maxKeys: 3,
  noNullPrototype: true,
});
const personal = fc.record({
  phone: maybe(text),
  phoneRaw: maybe(text),
  email: maybe(text),
  name: maybe(text),
  ip: maybe(text),
});

const origin: fc.Arbitrary<StatedOrigin> = fc.record({
  source: maybe(text),
  medium: maybe(text),
  campaign: maybe(text),
  adGroup: maybe(text),
  term: maybe(text),
  content: maybe(text),
  clickId: maybe(text),
  landingUrl: maybe(text),
  referrer: maybe(text),
});

const envelope = {
  workspace: text,
  source: text,
  key: text,
  id: text,
  occurredAt: at,
  receivedAt: at,
  settingsVersion: safe,
  generation: safe,
  retracted: fc.boolean(),
  claim: fc.boolean(),
  test: fc.boolean(),
  filled: fc.array(text, { maxLength: 3 }),
  raw: maybe(fc.record({ partition: fc.nat(1_000), offset: fc.integer({ min: 0, max: 2 ** 52 }) })),
  extra: maybe(fc.json()),
};
const called = { statedOrigin: maybe(origin), clientIds, personal, visitorId: maybe(text), manager: maybe(text) };
const item = fc.record({ name: text, category: maybe(text), quantity: fc.double({ noNaN: true }), price: amount });

const deal = fc.record(
  {
    ...envelope,
    type: fc.constant('deal' as const),
    dealId: text,
    visitorId: maybe(text),
    crmContactId: maybe(text),
    clientIds,
    personal,
    stage: maybe(text),
    status: maybe(fc.constantFrom('open', 'won', 'lost')),
    amount: maybe(amount),
    costOfGoods: maybe(amount),
    pipeline: maybe(text),
    manager: maybe(text),
    department: maybe(text),
    reason: maybe(text),
    createdAt: maybe(at),
    enquiryId: maybe(text),
    deleted: maybe(fc.boolean()),
    mergedInto: maybe(text),
    items: maybe(fc.array(item, { maxLength: 3 })),
    statedOrigin: maybe(origin),
  },
  {
    requiredKeys: [
      ...(Object.keys(envelope) as (keyof typeof envelope)[]),
      ...(['type', 'dealId', 'visitorId', 'crmContactId', 'clientIds', 'personal'] as const),
    ],
  },
);

/** By type, so that a test can name the type that fails. */
export const ARBITRARY_EVENTS: Readonly<Record<Event['type'], fc.Arbitrary<unknown>>> = {
  visit: fc.record({
    ...envelope,
    type: fc.constant('visit'),
    visitId: text,
    visitorId: text,
    url: text,
    referrer: maybe(text),
    userAgent: maybe(text),
    personal,
  }),
  page: fc.record({
    ...envelope,
    type: fc.constant('page'),
    visitorId: text,
    visitId: text,
    url: text,
    title: maybe(text),
  }),
  identify: fc.record({
    ...envelope,
    type: fc.constant('identify'),
    visitorId: maybe(text),
    crmContactId: maybe(text),
    withdraw: fc.boolean(),
    manual: fc.boolean(),
    personal,
  }),
  enquiry: fc.record({
    ...envelope,
    ...called,
    type: fc.constant('enquiry'),
    kind: fc.constantFrom('form', 'chat', 'callback', 'order'),
    crmContactId: maybe(text),
    dealId: maybe(text),
    spam: maybe(fc.boolean()),
    value: maybe(amount),
  }),
  call: fc.record({
    ...envelope,
    ...called,
    type: fc.constant('call'),
    callId: text,
    direction: maybe(fc.constantFrom('in', 'out')),
    line: maybe(text),
    answered: maybe(fc.boolean()),
    waitSeconds: seconds,
    talkSeconds: seconds,
    recordingUrl: maybe(text),
    spam: maybe(fc.boolean()),
  }),
  deal,
  refund: fc.record({ ...envelope, type: fc.constant('refund'), dealId: text, value: amount }),
  mark: fc.record({
    ...envelope,
    type: fc.constant('mark'),
    enquiryId: text,
    spam: maybe(fc.boolean()),
    quality: maybe(text),
  }),
  number: fc.record({ ...envelope, type: fc.constant('number'), number: text, origin, from: at, to: maybe(at) }),
  cost: fc.record({
    ...envelope,
    type: fc.constant('cost'),
    date: text,
    adSource: text,
    medium: text,
    campaign: text,
    adGroup: text,
    keyword: text,
    campaignId: text,
    cost: amount,
    clicks: maybe(fc.integer({ min: 0, max: 2 ** 52 })),
    impressions: maybe(fc.integer({ min: 0, max: 2 ** 52 })),
    reportedAt: at,
  }),
};
