import { describe, expect, test } from '@jest/globals';
import type { Event } from '@throughline/events';
import { aCall, aDeal, aMark, anEnquiry, anIdentification } from '../build/builders.ts';
import { at, origin } from '../build/envelope.ts';
import { attributed, touchesOf } from './attributed.ts';
import { DAY, HOUR, MINUTE, SECOND } from './order.ts';

const T = at('2026-08-10 12:00');
const phone = '+79160000001';

describe('what is an enquiry', () => {
  test.each<[string, Event[], string[]]>([
    ['a form', [anEnquiry({ id: 'e', at: T, phone })], ['e']],
    ['an inbound call, answered or not', [aCall({ call: 'c', at: T, phone, answered: false })], ['c']],
    ['a call from a hidden number', [aCall({ call: 'c', at: T })], ['c']],
    ['not an outbound call', [aCall({ call: 'c', at: T, phone, direction: 'out' })], []],
    ['not a test message', [aCall({ call: 'c', at: T, phone, test: true })], []],
    [
      'not a call one phase of which is a test',
      [aCall({ call: 'c', phase: '1', at: T, phone }), aCall({ call: 'c', phase: '2', at: T, test: true })],
      [],
    ],
    ['not spam', [anEnquiry({ id: 'e', at: T, phone, spam: true })], []],
    [
      'spam no more',
      [anEnquiry({ id: 'e', at: T, phone, spam: true }), aMark({ at: T - DAY, enquiry: 'e', spam: false })],
      ['e'],
    ],
    [
      'the last mark decides',
      [
        anEnquiry({ id: 'e', at: T, phone }),
        aMark({ id: 'a', at: T, enquiry: 'e', spam: false }),
        aMark({ id: 'b', at: T, enquiry: 'e', spam: true }),
      ],
      [],
    ],
    [
      'a mark that says only quality decides nothing',
      [
        anEnquiry({ id: 'e', at: T, phone }),
        aMark({ id: 'a', at: T, enquiry: 'e', spam: true }),
        aMark({ id: 'b', at: T, enquiry: 'e', quality: 'good' }),
      ],
      [],
    ],
    ['not a retracted one', [anEnquiry({ id: 'e', at: T, phone, retracted: true })], []],
    [
      'not one that is only named',
      [aMark({ at: T, enquiry: 'e', spam: false }), aDeal({ deal: 'd', at: T, enquiryId: 'f' })],
      [],
    ],
  ])('%s', (_, events, present) => {
    expect(attributed(events).present).toEqual(present);
  });

  test('phases fold: the earliest time, and of every other field the last stated', () => {
    const call = attributed([
      aCall({ call: 'c', phase: 'end', at: T + 60 * SECOND, answered: true, talkSeconds: 40, manager: 'Olga' }),
      aCall({ call: 'c', phase: 'ring', at: T, phone, answered: false, waitSeconds: 5, manager: 'Ivan' }),
      aCall({ call: 'c', phase: 'bill', at: T + 90 * SECOND, talkSeconds: 41 }),
    ]).enquiry('c');
    expect(call).toMatchObject({
      at: T,
      answered: true,
      waitSeconds: 5,
      talkSeconds: 41,
      manager: 'Olga',
      enquiryKind: 'call',
    });
  });

  test('a candidate that any content ever named has a row', () => {
    const of = attributed([
      anEnquiry({ id: 'e', at: T, phone, dealId: 'named-by-a-loser', generation: 0 }),
      anEnquiry({ id: 'e', at: T, phone, dealId: 'd', generation: 1 }),
    ]);
    expect(of.deal('named-by-a-loser').present).toBe(false);
    expect(of.deal('d').present).toBe(false);
  });
});

describe('one call, one enquiry', () => {
  const ct = (call: string, shift: number, more = {}): Event =>
    aCall({ source: 'ct', call, at: T + shift, phone, ...more });
  const pbx = (call: string, shift: number, more = {}): Event =>
    aCall({ source: 'pbx', call, at: T + shift, phone, ...more });
  const crm = (call: string, shift: number, more = {}): Event =>
    aCall({ source: 'amo', call, at: T + shift, phone, ...more });
  test.each<[string, Event[], string[]]>([
    ['two sources, 120 s apart', [ct('c', 0), pbx('p', 120 * SECOND)], ['ct/c']],
    ['in the other order of time', [ct('c', 120 * SECOND), pbx('p', 0)], ['ct/c']],
    ['120 s and a millisecond apart', [ct('c', 0), pbx('p', 120 * SECOND + 1)], ['ct/c', 'pbx/p']],
    ['one source twice is two calls', [ct('c', 0), ct('d', 1)], ['ct/c', 'ct/d']],
    ['three sources', [pbx('p', 0), crm('a', 60 * SECOND), ct('c', 119 * SECOND)], ['ct/c']],
    [
      'anchored at the earliest: a chain does not grow',
      [pbx('p', 0), ct('c', 100 * SECOND), crm('a', 130 * SECOND)],
      ['amo/a', 'ct/c'],
    ],
    [
      'two calls of each: each joins the first that is free',
      [ct('c', 0), ct('d', 20 * SECOND), pbx('p', 25 * SECOND), pbx('q', 30 * SECOND)],
      ['ct/c', 'ct/d'],
    ],
    ['telephony before CRM', [pbx('p', 10), crm('a', 0)], ['pbx/p']],
    ['another caller', [ct('c', 0), pbx('p', 0, { phone: '+79160000002' })], ['ct/c', 'pbx/p']],
    ['hidden callers are nobody', [ct('c', 0, { phone: null }), pbx('p', 0, { phone: null })], ['ct/c', 'pbx/p']],
    ['spam, as the first source that says so', [ct('c', 0, { spam: true }), pbx('p', 0, { spam: false })], []],
    [
      'not spam, as the first source that says so',
      [ct('c', 0), pbx('p', 0, { spam: false }), crm('a', 0, { spam: true })],
      ['ct/c'],
    ],
    [
      'a mark on any of its ids is a mark on it',
      [ct('c', 0), pbx('p', 0), aMark({ at: T, enquiry: 'pbx/p', spam: true })],
      [],
    ],
    [
      'the last mark, whichever id it names',
      [
        ct('c', 0),
        pbx('p', 0),
        aMark({ id: 'a', at: T, enquiry: 'pbx/p', spam: true }),
        aMark({ id: 'b', at: T, enquiry: 'ct/c', spam: false }),
      ],
      ['ct/c'],
    ],
    ['a test message is left out before', [ct('c', 0, { test: true }), pbx('p', 0)], ['pbx/p']],
    [
      'two unlisted sources: the earlier',
      [aCall({ source: 'x', call: '2', at: T, phone }), aCall({ source: 'y', call: '1', at: T + 1, phone })],
      ['x/2'],
    ],
    ['unlisted after listed', [aCall({ source: 'x', call: '1', at: T, phone }), crm('a', 1)], ['amo/a']],
    ['a call and a form are two', [ct('c', 0), anEnquiry({ source: 'amo', id: 'e', at: T, phone })], ['amo/e', 'ct/c']],
    ['an outbound call is none of them', [ct('c', 0), pbx('p', 0, { direction: 'out' })], ['ct/c']],
  ])('%s', (_, events, present) => {
    expect(attributed(events).present).toEqual(present);
    expect(attributed([...events].reverse()).present).toEqual(present);
  });

  test('origin from call tracking, waiting, talk and manager from telephony, time of the earliest', () => {
    const of = attributed([
      crm('a', 0, { manager: 'Crm', statedOrigin: origin('amo/crm') }),
      ct('c', 30, { manager: 'Ct', talkSeconds: 31, waitSeconds: 2, statedOrigin: origin('yandex/cpc') }),
      pbx('p', 60, { manager: 'Olga', talkSeconds: 29, answered: false }),
    ]);
    expect(of.enquiry('ct/c')).toMatchObject({
      at: T,
      manager: 'Olga',
      talkSeconds: 29,
      waitSeconds: 2,
      answered: false,
      source: 'ct',
    });
    expect(of.enquiry('ct/c').journey.touchpoints).toMatchObject([
      { id: 'ct/c', at: T, evidence: 'provider', origin: { source: 'yandex' } },
    ]);
    expect([of.enquiry('amo/a').present, of.enquiry('pbx/p').present]).toEqual([false, false]);
  });

  test('what call tracking does not state, the next in order states', () => {
    const of = attributed([ct('c', 0), crm('a', 0, { statedOrigin: origin('vk/cpc') })]);
    expect(touchesOf(of.enquiry('ct/c'))).toEqual(['ct/c']);
  });

  test('a deal that names an absorbed call has the one enquiry as origin', () => {
    const of = attributed([ct('c', 0), pbx('p', 1), aDeal({ deal: 'd', at: T + DAY, enquiryId: 'pbx/p' })]);
    expect(of.deal('d').originEnquiryId).toBe('ct/c');
  });

  const form = (source: string, id: string, shift: number, named: object): Event =>
    anEnquiry({ source, id, at: T + shift, ...named });
  test.each<[string, Event[], string[]]>([
    ['within 10 min', [form('api', 'e', 0, { phone }), form('amo', 'f', 10 * MINUTE, { phone })], ['amo/f']],
    ['just outside', [form('api', 'e', 0, { phone }), form('amo', 'f', 10 * MINUTE + 1, { phone })], ['amo/f', 'e']],
    [
      'by email',
      [form('api', 'e', 0, { email: 'a@b.example' }), form('amo', 'f', 0, { email: 'a@b.example' })],
      ['amo/f'],
    ],
    [
      'by visitor alone they are two',
      [form('api', 'e', 0, { visitor: 'v' }), form('amo', 'f', 0, { visitor: 'v' })],
      ['amo/f', 'e'],
    ],
    [
      'the anchor decides: a phone here, an email there',
      [
        form('api', 'e', 0, { phone, email: 'a@b.example' }),
        form('amo', 'f', 1, { phone }),
        form('ct', 'g', 2, { email: 'a@b.example' }),
      ],
      ['ct/g'],
    ],
    [
      'the anchor has only the phone',
      [
        form('amo', 'f', 0, { phone }),
        form('api', 'e', 1, { phone, email: 'a@b.example' }),
        form('ct', 'g', 2, { email: 'a@b.example' }),
      ],
      ['amo/f', 'ct/g'],
    ],
    [
      'a claim of the same phone',
      [form('site', 'e', 0, { phone, visitor: 'v' }), form('amo', 'f', 1, { phone })],
      ['amo/f'],
    ],
    [
      'a claim of another person by its phone, though the email is the same',
      [form('site', 'e', 0, { phone, email: 'a@b.example' }), form('amo', 'f', 1, { email: 'a@b.example' })],
      ['amo/f', 'e'],
    ],
  ])('forms of different sources, %s', (_, events, present) => {
    expect(attributed(events).present).toEqual(present);
  });

  test('callers that are a hub are different persons, and two calls', () => {
    const hub = Array.from({ length: 4 }, (_, i) =>
      anIdentification({ id: `i${i}`, at: T, phone, email: `m${i}@b.example` }),
    );
    expect(attributed([...hub, ct('c', 0), pbx('p', 0)]).present).toEqual(['ct/c', 'pbx/p']);
  });
});

describe('leads', () => {
  const e = (id: string, when: number): Event => anEnquiry({ id, at: when, phone });
  test.each<[string, Event[], string[]]>([
    ['the first', [e('a', T), e('b', T + 1)], ['a']],
    ['exactly 30 days before does not block', [e('a', T), e('b', T + 30 * DAY)], ['a', 'b']],
    ['a millisecond less does', [e('a', T), e('b', T + 30 * DAY - 1)], ['a']],
    ['every enquiry blocks, lead or not', [e('a', T), e('b', T + 20 * DAY), e('c', T + 40 * DAY)], ['a']],
    ['at one instant the least id', [e('b', T), e('a', T)], ['a']],
    ['bytes, not letters', [e('ä', T), e('z', T), e('Z', T)], ['Z']],
    ['spam does not block', [anEnquiry({ id: 'a', at: T, phone, spam: true }), e('b', T + 1)], ['b']],
    ['a late enquiry unmakes a lead', [e('b', T), e('a', T - DAY)], ['a']],
    ['an implied enquiry blocks', [aDeal({ deal: 'd', at: T, phone }), e('a', T + HOUR + 1)], []],
  ])('%s', (_, events, leads) => {
    expect(attributed(events).leads).toEqual(leads);
  });

  test('lead_unique_days is of the run', () => {
    expect(attributed([e('a', T), e('b', T + DAY)], { leadUniqueDays: 1 }).leads).toEqual(['a', 'b']);
  });
});
