import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { contentHash, eventId, NO_PERSONAL, type Event, type EventEnvelope, type Personal } from '@throughline/events';
import { createProjectContext, type ProjectSettings } from './project-context.ts';
import { project } from './project.ts';
import { UnprojectableEventError } from './unprojectable-event-error.ts';

const SETTINGS: ProjectSettings = {
  hashKey: new Uint8Array(32).fill(7),
  country: 'RU',
  exclusions: {
    addresses: ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32', 'nonsense', '1.2.3.4/99'],
    phones: ['8 (495) 000-00-01'],
    visitors: ['office'],
  },
  referrerExclusions: ['bank.example'],
  channelRules: [{ source: 'avito', channel: 'Paid Search' }],
};
const context = createProjectContext(SETTINGS);
const keyed = (value: string): string =>
  createHmac('sha256', SETTINGS.hashKey).update(value).digest('hex').slice(0, 32);

const KNOWN_AT = 1_790_000_000_500;
const ENVELOPE: EventEnvelope = {
  workspace: 'main',
  source: 'api',
  key: 'k1',
  id: 'k1',
  occurredAt: 1_790_000_000_000,
  receivedAt: 1_790_000_000_400,
  settingsVersion: 3,
  generation: 5,
  retracted: false,
  claim: true,
  test: false,
  filled: [],
  raw: null,
  extra: null,
};
const personal = (fields: Partial<Personal>): Personal => ({ ...NO_PERSONAL, ...fields });
const rub = (amount: string) => ({ amount, currency: 'RUB' });
const NO_ORIGIN = {
  source: null,
  medium: null,
  campaign: null,
  adGroup: null,
  term: null,
  content: null,
  clickId: null,
  landingUrl: null,
  referrer: null,
};
const NONE = '(not set)';
const PLAIN_ORIGIN = { campaign: NONE, adGroup: NONE, term: NONE, content: NONE, clickId: '' };

/** Events without their envelope. */
type Said<E extends Event = Event> = E extends Event ? Omit<E, keyof EventEnvelope> : never;
const eventOf = (said: Said, envelope: Partial<EventEnvelope> = {}): Event => ({ ...ENVELOPE, ...envelope, ...said });
const factOf = (said: Said, envelope: Partial<EventEnvelope> = {}) =>
  project({ event: eventOf(said, envelope), knownAt: KNOWN_AT }, context);

const VISIT: Said = {
  type: 'visit',
  visitId: 'v-1',
  visitorId: 'alice',
  url: 'https://www.Shop.ru/Sale?utm_source=Avito&utm_medium=x&yclid=9',
  referrer: null,
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36',
  personal: NO_PERSONAL,
};
const CALL: Said = {
  type: 'call',
  callId: 'ct/77',
  direction: 'in',
  line: '8 (495) 123-45-67',
  answered: true,
  waitSeconds: 3,
  talkSeconds: 60,
  manager: 'Ann',
  visitorId: null,
  recordingUrl: 'https://records.example/1',
  spam: null,
  statedOrigin: null,
  clientIds: { ym_uid: '17', ga: 'G.1', none: '' },
  personal: personal({ phone: '+79161234567', name: 'Ivan' }),
};
const DEAL: Said = {
  type: 'deal',
  dealId: 'd-1',
  visitorId: null,
  crmContactId: null,
  clientIds: {},
  personal: NO_PERSONAL,
};
const PERSON = {
  visitor: 'v:alice',
  phone: `p:${keyed('+79161234567')}`,
  email: `m:${keyed('a@b.ru')}`,
  contact: 'c:crm/5',
};
const IDENTIFIERS = {
  visitorId: 'alice',
  crmContactId: 'crm/5',
  personal: personal({ phone: '+79161234567', email: 'a@b.ru', name: 'Ivan', ip: '198.51.100.1' }),
};
const MAP_ORIGIN = { ...NO_ORIGIN, source: 'Yandex', medium: 'CPC', campaign: 'Brand' };

describe('each type of event', () => {
  test.each<[Said, object]>([
    [
      VISIT,
      {
        type: 'visit',
        visitId: 'v-1',
        visitor: 'v:alice',
        origin: { ...PLAIN_ORIGIN, channel: 'Paid Search', source: 'avito', medium: 'x', clickId: 'yclid=9' },
        landingPage: 'shop.ru/Sale',
        device: 'desktop',
        country: NONE,
        city: NONE,
      },
    ],
    [
      { type: 'page', visitId: 'v-1', visitorId: 'alice', url: 'https://shop.ru/p?x=1', title: 'P' },
      { type: 'page', visitId: 'v-1', visitor: 'v:alice', page: 'shop.ru/p', title: 'P' },
    ],
    [
      { type: 'identify', ...IDENTIFIERS, withdraw: true, manual: false },
      { type: 'identify', nodes: Object.values(PERSON), withdraw: true, manual: false },
    ],
    [
      {
        type: 'enquiry',
        kind: 'form',
        ...IDENTIFIERS,
        dealId: 'd-1',
        manager: 'Ann',
        spam: false,
        value: rub('5.00'),
        statedOrigin: MAP_ORIGIN,
        clientIds: {},
      },
      {
        type: 'enquiry',
        kind: 'form',
        enquiryId: 'k1',
        ...PERSON,
        dealId: 'd-1',
        clientIds: [],
        manager: 'Ann',
        spam: false,
        statedOrigin: { ...PLAIN_ORIGIN, channel: 'Paid Search', source: 'yandex', medium: 'cpc', campaign: 'brand' },
      },
    ],
    [
      CALL,
      {
        type: 'call',
        callId: 'ct/77',
        direction: 'in',
        customer: PERSON.phone,
        line: '+74951234567',
        answered: true,
        waitSeconds: 3,
        talkSeconds: 60,
        manager: 'Ann',
        visitor: null,
        clientIds: ['k:ga:G.1', 'k:ym_uid:17'],
        spam: null,
        statedOrigin: null,
      },
    ],
    [
      {
        ...DEAL,
        ...IDENTIFIERS,
        stage: 'new',
        status: 'won',
        amount: rub('1234.50'),
        costOfGoods: null,
        createdAt: 5,
        enquiryId: 'e-1',
        deleted: false,
        mergedInto: null,
        items: [{ name: 'Chair', category: null, quantity: 2, price: rub('10.00') }],
        statedOrigin: { ...NO_ORIGIN, source: 'vk' },
      },
      {
        type: 'deal',
        dealId: 'd-1',
        ...PERSON,
        clientIds: [],
        stage: 'new',
        status: 'won',
        amount: { minor: 123450, currency: 'RUB' },
        costOfGoods: null,
        createdAt: 5,
        enquiryId: 'e-1',
        deleted: false,
        mergedInto: null,
        items: [{ name: 'Chair', category: null, quantity: 2, price: { minor: 1000, currency: 'RUB' } }],
        statedOrigin: { ...PLAIN_ORIGIN, channel: 'Organic Social', source: 'vk', medium: NONE },
      },
    ],
    [DEAL, { type: 'deal', dealId: 'd-1', visitor: null, phone: null, email: null, contact: null, clientIds: [] }],
    [
      { type: 'refund', dealId: 'd-1', value: { amount: '5', currency: 'JPY' } },
      { type: 'refund', dealId: 'd-1', amount: { minor: 5, currency: 'JPY' } },
    ],
    [
      { type: 'mark', enquiryId: 'e-1', spam: true, quality: null },
      { type: 'mark', enquiryId: 'e-1', spam: true, quality: null },
    ],
    [
      { type: 'number', number: '74951234567', origin: { ...NO_ORIGIN, source: 'Radio' }, from: 1, to: null },
      {
        type: 'number',
        number: '+74951234567',
        origin: { ...PLAIN_ORIGIN, channel: 'Offline', source: 'radio', medium: 'call' },
        from: 1,
        to: null,
      },
    ],
    [
      {
        type: 'cost',
        date: '2026-08-01',
        adSource: 'Yandex',
        medium: '',
        campaign: 'Brand',
        adGroup: '',
        keyword: '',
        campaignId: '77',
        cost: rub('0.01'),
        clicks: 3,
        impressions: null,
        reportedAt: 9,
      },
      {
        type: 'cost',
        date: '2026-08-01',
        adSource: 'yandex',
        medium: 'cpc',
        campaign: 'brand',
        adGroup: NONE,
        keyword: NONE,
        campaignId: '77',
        cost: { minor: 1, currency: 'RUB' },
        clicks: 3,
        impressions: null,
        reportedAt: 9,
      },
    ],
  ])('%#: $type', (said, expected) => {
    const event = eventOf(said);
    expect(factOf(said)).toStrictEqual({
      eventId: eventId(SETTINGS.hashKey, event),
      contentHash: contentHash(event),
      id: 'k1',
      source: 'api',
      at: ENVELOPE.occurredAt,
      knownAt: KNOWN_AT,
      generation: 5,
      retracted: false,
      claim: true,
      excluded: '',
      ...expected,
    });
  });
});

describe('excluded', () => {
  const visit = (fields: object): Said => ({ ...VISIT, ...fields });
  const from = (ip: string): Said => visit({ personal: personal({ ip }) });
  test.each<[string, Said, Partial<EventEnvelope>, string]>([
    ['a bot', visit({ userAgent: 'curl/8.5.0' }), {}, 'bot'],
    ['no user agent', visit({ userAgent: null }), {}, ''],
    ['a test message', visit({ userAgent: 'curl/8.5.0' }), { test: true }, 'provider_test'],
    ['an own address', from('203.0.113.7'), {}, 'address'],
    ['an own address in IPv6', from('::ffff:203.0.113.7'), {}, 'address'],
    ['an own network', from('10.20.30.40'), {}, 'address'],
    ['an own IPv6 network', from('2001:db8:1::5'), {}, 'address'],
    ['another address', from('203.0.113.8'), {}, ''],
    ['a broken network excludes nobody', from('1.2.3.4'), {}, ''],
    ['no address', from('unknown'), {}, ''],
    ['an own visitor', visit({ visitorId: 'office' }), {}, 'visitor'],
    ['an own phone', { ...CALL, personal: personal({ phone: '+74950000001' }) }, {}, 'phone'],
    ['another phone', CALL, {}, ''],
    [
      'an own visitor with an enquiry of a page',
      { type: 'page', visitId: 'v', visitorId: 'office', url: '/', title: null },
      {},
      'visitor',
    ],
    [
      'a cost of a test',
      { ...DEAL, type: 'mark', enquiryId: 'e', spam: null, quality: null },
      { test: true },
      'provider_test',
    ],
  ])('%s', (_, said, envelope, expected) => {
    expect(factOf(said, envelope).excluded).toBe(expected);
  });
});

describe('identifiers', () => {
  test.each<[string, Partial<Personal>, object]>([
    ['hidden caller', { phone: null, phoneRaw: 'anonymous' }, { customer: null }],
    ['a phone that is no E.164', { phone: '8 916 123-45-67' }, { customer: PERSON.phone }],
    ['an impossible phone', { phone: '12' }, { customer: null }],
  ])('%s', (_, fields, expected) => {
    expect(factOf({ ...CALL, personal: personal(fields) })).toMatchObject(expected);
  });

  test('no clear phone, email, name or address is in a fact', () => {
    const facts = [factOf(CALL), factOf({ type: 'identify', ...IDENTIFIERS, withdraw: false, manual: true })];
    expect(JSON.stringify(facts)).not.toMatch(/9161234567|a@b\.ru|Ivan|198\.51/);
  });

  test('an internal line stays as sent', () => {
    expect(factOf({ ...CALL, line: ' 101 ' })).toMatchObject({ line: '101' });
  });

  test('a place comes from the database the operator supplies', () => {
    const geo = createProjectContext(SETTINGS, (ip) => (ip === '198.51.100.1' ? { country: 'RU', city: null } : null));
    const event = eventOf({ ...VISIT, personal: personal({ ip: '198.51.100.1' }) });
    expect(project({ event, knownAt: KNOWN_AT }, geo)).toMatchObject({ country: 'RU', city: NONE });
  });
});

test('a stated origin that states nothing neither sets nor clears', () => {
  expect(factOf({ ...DEAL, statedOrigin: NO_ORIGIN })).not.toHaveProperty('statedOrigin');
  expect(factOf({ ...DEAL, statedOrigin: null })).toHaveProperty('statedOrigin', null);
});

test('an amount that is none is an error of its own kind', () => {
  const refund: Said = { type: 'refund', dealId: 'd', value: rub('1.001') };
  expect(() => factOf(refund)).toThrow(UnprojectableEventError);
});
