import { describe, expect, test } from '@jest/globals';
import type { Event } from '@throughline/events';
import { aCall, aDeal, anEnquiry, anIdentification, aVisit } from '../build/builders.ts';
import { at } from '../build/envelope.ts';
import { attributed, touchesOf } from './attributed.ts';
import { DAY, HOUR } from './order.ts';

const T = at('2026-08-10 12:00');
const byPhone = anEnquiry({ id: 'by-phone', at: T, phone: '+79160000001' });
const byEmail = anEnquiry({ id: 'by-email', at: T, email: 'a@b.example' });
const pair = { phone: '+79160000001', email: 'a@b.example' };

describe('a fact joins every pair of nodes it names', () => {
  test.each<[string, Event[], boolean]>([
    ['nothing joins', [], false],
    ['an identification', [anIdentification({ at: T, ...pair })], true],
    ['long afterwards', [anIdentification({ at: T + 4000 * DAY, ...pair })], true],
    ['another enquiry', [anEnquiry({ id: 'x', at: T, ...pair })], true],
    ['a deal change', [aDeal({ deal: 'd', at: T, ...pair })], true],
    [
      'two changes of one deal',
      [aDeal({ deal: 'd', at: T, phone: pair.phone }), aDeal({ deal: 'd', at: T + 1, email: pair.email })],
      true,
    ],
    [
      'a deal merged into another',
      [aDeal({ deal: 'd', at: T, phone: pair.phone, mergedInto: 'f' }), aDeal({ deal: 'f', at: T, email: pair.email })],
      true,
    ],
    [
      'an outbound call',
      [
        aCall({ call: 'c', at: T, direction: 'out', phone: pair.phone, visitor: 'v' }),
        anEnquiry({ id: 'x', at: T, visitor: 'v', email: pair.email }),
      ],
      true,
    ],
    [
      'a client id',
      [
        anEnquiry({ id: 'x', at: T, phone: pair.phone, clientIds: { ga: '1' } }),
        aDeal({ deal: 'd', at: T, email: pair.email, clientIds: { ga: '1' } }),
      ],
      true,
    ],
    [
      'the same client id of another system',
      [
        anEnquiry({ id: 'x', at: T, phone: pair.phone, clientIds: { ga: '1' } }),
        aDeal({ deal: 'd', at: T, email: pair.email, clientIds: { ym: '1' } }),
      ],
      false,
    ],
    [
      'an excluded call',
      [
        aCall({ call: 'c', at: T, test: true, phone: pair.phone, visitor: 'v' }),
        anIdentification({ at: T, visitor: 'v', email: pair.email }),
      ],
      true,
    ],
    ['a claim', [anEnquiry({ source: 'site', id: 'x', at: T, ...pair })], false],
    ['a claimed identification', [anIdentification({ source: 'site', at: T, ...pair })], false],
    ['a retracted fact', [anIdentification({ at: T, ...pair, retracted: true })], false],
    [
      'a losing content',
      [
        anIdentification({ id: 'i', at: T, ...pair }),
        anIdentification({ id: 'i', at: T + 1, email: pair.email, contact: 'c' }),
      ],
      false,
    ],
    [
      'a higher generation wins over a later time',
      [
        anIdentification({ id: 'i', at: T, ...pair, generation: 2 }),
        anIdentification({ id: 'i', at: T + 1, email: pair.email, contact: 'c', generation: 1 }),
      ],
      true,
    ],
  ])('%s', (_, events, joined) => {
    expect(attributed([byPhone, byEmail, ...events]).together('by-phone', 'by-email')).toBe(joined);
  });

  test('a call is what its phases fold to: a visitor stated first and another stated last', () => {
    const of = attributed([
      aCall({ call: 'c', phase: '1', at: T, phone: '+79160000001', visitor: 'v1' }),
      aCall({ call: 'c', phase: '2', at: T + 1, visitor: 'v2' }),
      anEnquiry({ id: 'first', at: T, visitor: 'v1' }),
      anEnquiry({ id: 'last', at: T, visitor: 'v2' }),
    ]);
    expect([of.together('c', 'first'), of.together('c', 'last')]).toEqual([false, true]);
  });

  test('the id of a person is its least node, bytes compared', () => {
    expect(attributed([byPhone]).enquiry('by-phone').person).toBe('e:by-phone');
    expect(
      attributed([byPhone, aDeal({ deal: 'z', at: T, phone: pair.phone, contact: 'c9' })]).enquiry('by-phone').person,
    ).toBe('c:c9');
  });
});

describe('withdrawal', () => {
  const link = (when: number, more = {}): Event => anIdentification({ id: `i${when}`, at: when, ...pair, ...more });
  const take = (when: number, more = {}): Event => link(when, { withdraw: true, ...more });
  const order = anEnquiry({ id: 'order', at: T, ...pair });
  test.each<[string, Event[], boolean]>([
    ['the last word withdraws', [link(T), take(T + 1)], false],
    ['in any order of arrival', [take(T + 1), link(T)], false],
    ['linked again', [link(T), take(T + 1), link(T + 2)], true],
    ['at one instant the greater id is the last', [link(T, { id: 'b' }), take(T, { id: 'a' })], true],
    ['at one instant the greater id is the last, the other way', [link(T, { id: 'a' }), take(T, { id: 'b' })], false],
    ['a machine leaves the edge of an enquiry', [order, take(T + 1)], true],
    [
      'a person takes the pair of every fact, but the order still stands between both',
      [order, take(T + 1, { manual: true })],
      true,
    ],
    [
      'a deal change names both: so does the deal',
      [aDeal({ deal: 'd', at: T, ...pair }), take(T + 1, { manual: true })],
      true,
    ],
    [
      'an outbound call has no node of its own: taken by a person, the pair is apart',
      [
        aCall({ call: 'c', direction: 'out', at: T, phone: pair.phone, visitor: 'v' }),
        anIdentification({ at: T, visitor: 'v', phone: pair.phone, withdraw: true, manual: true }),
        anIdentification({ id: 'x', at: T, visitor: 'v', email: pair.email }),
      ],
      false,
    ],
    [
      'a machine does not take it from an outbound call',
      [
        aCall({ call: 'c', direction: 'out', at: T, phone: pair.phone, visitor: 'v' }),
        anIdentification({ at: T, visitor: 'v', phone: pair.phone, withdraw: true }),
        anIdentification({ id: 'x', at: T, visitor: 'v', email: pair.email }),
      ],
      true,
    ],
    ['after a person, a machine does not link again', [take(T, { manual: true }), link(T + 1)], false],
    ['a person links again', [take(T, { manual: true }), link(T + 1, { manual: true })], true],
    ['a person links, a machine withdraws later', [link(T, { manual: true }), take(T + 1)], false],
    ['a claim withdraws nothing', [link(T), take(T + 1, { source: 'site' })], true],
    [
      'only the pair named: through a contact both are still joined',
      [link(T), take(T + 1), anIdentification({ id: 'c', at: T, ...pair, contact: 'c' })],
      true,
    ],
    [
      'all three pairs',
      [
        anIdentification({ id: 'c', at: T, ...pair, contact: 'c' }),
        anIdentification({ id: 'w', at: T + 1, ...pair, contact: 'c', withdraw: true }),
      ],
      false,
    ],
  ])('%s', (_, events, joined) => {
    expect(attributed([byPhone, byEmail, ...events]).together('by-phone', 'by-email')).toBe(joined);
  });
});

describe('hubs (limits of the test run: 3 others of one kind, 5 visitors)', () => {
  const withEmails = (n: number): Event[] =>
    Array.from({ length: n }, (_, i) =>
      anIdentification({ id: `hub${i}`, at: T + i, phone: '+79160000001', email: `m${i}@b.example` }),
    );
  const withVisitors = (n: number): Event[] =>
    Array.from({ length: n }, (_, i) =>
      anIdentification({ id: `hubv${i}`, at: T + i, phone: '+79160000001', visitor: `v${i}` }),
    );
  const own = anEnquiry({ id: 'own', at: T, email: 'm0@b.example' });
  const ownVisitor = anEnquiry({ id: 'own', at: T, visitor: 'v0' });
  test.each<[string, Event[], boolean]>([
    ['three emails: joined', [own, ...withEmails(3)], true],
    ['four: no edge left', [own, ...withEmails(4)], false],
    [
      'four, one withdrawn',
      [
        own,
        ...withEmails(4),
        anIdentification({ id: 'w', at: T + 9, phone: '+79160000001', email: 'm3@b.example', withdraw: true }),
      ],
      true,
    ],
    [
      'four, one withdrawn that an enquiry still names',
      [
        own,
        ...withEmails(4),
        anEnquiry({ id: 'z', at: T, phone: '+79160000001', email: 'm3@b.example' }),
        anIdentification({ id: 'w', at: T + 9, phone: '+79160000001', email: 'm3@b.example', withdraw: true }),
      ],
      false,
    ],
    [
      'four, one only claimed',
      [
        own,
        ...withEmails(3),
        anIdentification({ source: 'site', id: 'w', at: T, phone: '+79160000001', email: 'm9@b.example' }),
      ],
      true,
    ],
    [
      'three emails and three contacts: of one kind it is three',
      [
        own,
        ...withEmails(3),
        ...[0, 1, 2].map((i) => anIdentification({ id: `c${i}`, at: T, phone: '+79160000001', contact: `c${i}` })),
      ],
      true,
    ],
    ['five visitors', [ownVisitor, ...withVisitors(5)], true],
    ['six visitors', [ownVisitor, ...withVisitors(6)], false],
    [
      'five visitors and a client id: it counts as a visitor',
      [ownVisitor, ...withVisitors(5), aCall({ call: 'k', at: T, phone: '+79160000001', clientIds: { ga: '1' } })],
      false,
    ],
    [
      'many enquiries and deals make no hub',
      [
        own,
        ...withEmails(1),
        ...Array.from({ length: 9 }, (_, i) => aDeal({ deal: `d${i}`, at: T, phone: '+79160000001' })),
      ],
      true,
    ],
  ])('%s', (_, events, joined) => {
    expect(attributed([byPhone, ...events]).together('by-phone', 'own')).toBe(joined);
  });

  test.each<[string, Event[], boolean]>([
    ['three contacts', [], true],
    ['four contacts', [anIdentification({ id: 'c3', at: T, phone: '+79160000001', contact: 'c3' })], false],
  ])('%s', (_, more, joined) => {
    const three = [0, 1, 2].map((i) =>
      anIdentification({ id: `c${i}`, at: T, phone: '+79160000001', contact: `c${i}` }),
    );
    const of = attributed([byPhone, anEnquiry({ id: 'own', at: T, contact: 'c0' }), ...three, ...more]);
    expect(of.together('by-phone', 'own')).toBe(joined);
  });

  test('what names only a hub is a person of its own', () => {
    const of = attributed([byPhone, anEnquiry({ id: 'other', at: T, phone: '+79160000001' }), ...withEmails(4)]);
    expect(of.enquiry('by-phone').person).toBe('e:by-phone');
    expect(of.leads).toEqual(['by-phone', 'other']);
  });

  test('a hub is found over the edges that facts make, not over those that are left without other hubs', () => {
    // v0 is seen with 4 phones, each of which is seen with only v0 and a contact: the phones stay with their contacts.
    const phones = [1, 2, 3, 4].map((i) => `+7925000000${i}`);
    const of = attributed([
      ...phones.map((phone, i) => anIdentification({ id: `i${i}`, at: T, visitor: 'v0', phone })),
      ...phones.map((phone, i) => anIdentification({ id: `c${i}`, at: T, contact: `c${i}`, phone })),
      ...phones.map((phone, i) => anEnquiry({ id: `e${i}`, at: T, phone })),
      anEnquiry({ id: 'by-contact', at: T, contact: 'c0' }),
    ]);
    expect([of.together('e0', 'by-contact'), of.together('e0', 'e1')]).toEqual([true, false]);
  });
});

describe('claims', () => {
  const visit = aVisit({ source: 'site', id: 'visit', visitor: 'v', at: T - DAY, from: 'yandex/cpc' });
  // an hour later: within 10 minutes it would be one with what another source says
  const claim = (more: object): Event =>
    anEnquiry({ source: 'site', id: 'claim', at: T + HOUR, visitor: 'v', ...more });
  const others = [
    byPhone,
    byEmail,
    anEnquiry({ id: 'by-contact', at: T, contact: 'c' }),
    anEnquiry({ id: 'by-visitor', at: T, visitor: 'v' }),
  ];
  test.each([
    ['the phone', { phone: pair.phone, email: pair.email, contact: 'c' }, 'by-phone'],
    ['else the email', { email: pair.email, contact: 'c' }, 'by-email'],
    ['else the contact', { contact: 'c' }, 'by-contact'],
    ['else its visitor', {}, 'by-visitor'],
  ])('the enquiry belongs to the person of %s', (_, named, whose) => {
    const of = attributed([...others, claim(named)]);
    expect(others.map(({ id }) => id).filter((id) => of.together('claim', id))).toEqual([whose]);
  });

  test('its visitor is attached to each person it was named with', () => {
    const of = attributed([visit, byPhone, byEmail, claim(pair)]);
    expect(touchesOf(of.enquiry('by-phone'))).toEqual(['visit']);
    expect(touchesOf(of.enquiry('by-email'))).toEqual(['visit']);
    expect(of.together('by-phone', 'by-email')).toBe(false);
  });

  test('the walk does not pass through an attached visitor', () => {
    const of = attributed([
      visit, byPhone, claim({ phone: pair.phone }),
      anIdentification({ at: T, visitor: 'v', contact: 'c' }),
      anIdentification({ id: 'w', at: T, visitor: 'w', contact: 'c' }),
      aVisit({ id: 'far', visitor: 'w', at: T - DAY }),
    ]); // prettier-ignore
    expect(touchesOf(of.enquiry('by-phone'))).toEqual(['visit']);
  });

  test('a visitor that is a hub is attached to nobody', () => {
    const hub = Array.from({ length: 4 }, (_, i) =>
      anIdentification({ id: `hub${i}`, at: T, visitor: 'v', email: `m${i}@b.example` }),
    );
    const events = [visit, byPhone, claim({ phone: pair.phone })];
    expect(touchesOf(attributed([...events, ...hub.slice(1)]).enquiry('by-phone'))).toEqual(['visit']);
    expect(touchesOf(attributed([...events, ...hub]).enquiry('by-phone'))).toEqual([]);
  });

  test('a phone that is a hub is skipped, and nothing is attached to it', () => {
    const hub = Array.from({ length: 4 }, (_, i) =>
      anIdentification({ id: `hub${i}`, at: T, phone: pair.phone, email: `m${i}@b.example` }),
    );
    const of = attributed([...hub, ...others, claim(pair)]);
    expect(of.together('claim', 'by-email')).toBe(true);
    const alone = attributed([...hub, anEnquiry({ source: 'site', id: 'claim', at: T, phone: pair.phone })]);
    expect(alone.enquiry('claim').person).toBe('e:claim');
  });

  test.each<[string, Event[], string[]]>([
    ['a claimed identification attaches', [], ['visit']],
    [
      'not when the pair was withdrawn',
      [anIdentification({ id: 'w', at: T - DAY, visitor: 'v', phone: pair.phone, withdraw: true })],
      [],
    ],
    [
      'a claimed withdrawal changes nothing',
      [anIdentification({ source: 'site', id: 'w', at: T + DAY, visitor: 'v', phone: pair.phone, withdraw: true })],
      ['visit'],
    ],
  ])('%s', (_, more, touches) => {
    const link = anIdentification({ source: 'site', id: 'l', at: T, visitor: 'v', phone: pair.phone });
    expect(touchesOf(attributed([visit, byPhone, link, ...more]).enquiry('by-phone'))).toEqual(touches);
  });

  test.each([[false, ['visit']], [true, []]])('an enquiry attaches unless a person withdrew the pair (%s)', (manual, touches) => {
    const taken = anIdentification({ id: 'w', at: T, visitor: 'v', phone: pair.phone, withdraw: true, manual });
    expect(touchesOf(attributed([visit, byPhone, claim({ phone: pair.phone }), taken]).enquiry('by-phone'))).toEqual(touches);
  }); // prettier-ignore

  test('a claimed enquiry that a deal names is its origin, whosever it is', () => {
    const of = attributed([
      claim({ phone: pair.phone }),
      aDeal({ deal: 'd', at: T + DAY, contact: 'c', enquiryId: 'claim' }),
    ]);
    expect(of.deal('d')).toMatchObject({ originEnquiryId: 'claim', implied: false, leadId: null });
    expect(of.together('claim', 'deal:d')).toBe(false);
  });
});
