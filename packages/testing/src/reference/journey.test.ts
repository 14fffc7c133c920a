import { describe, expect, test } from '@jest/globals';
import type { Model } from '@throughline/domain';
import type { Event } from '@throughline/events';
import { aCall, aDeal, anEnquiry, aNumber, aRefund, aVisit } from '../build/builders.ts';
import { at, origin } from '../build/envelope.ts';
import { attributed, sharesBy, touchesOf } from './attributed.ts';
import { DAY, HOUR, MINUTE, SECOND } from './order.ts';

const T = at('2026-08-10 12:00');
const visit = (id: string, when: number, from?: string, visitor = 'v'): Event =>
  aVisit({ id, visitor, at: when, ...(from === undefined ? {} : { from }) });
const asked = anEnquiry({ id: 'e', at: T, visitor: 'v' });

describe('the window', () => {
  test.each<[string, Event[], string[]]>([
    ['90 days before, included', [visit('a', T - 90 * DAY), visit('b', T - 90 * DAY - 1)], ['a']],
    ['120 s after, included', [visit('a', T + 120 * SECOND), visit('b', T + 120 * SECOND + 1)], ['a']],
    ['ordered by time, then id', [visit('b', T - 1), visit('c', T - 2), visit('a', T - 1)], ['c', 'a', 'b']],
    ['another visitor is another person', [visit('a', T - 1, undefined, 'w')], []],
  ])('%s', (_, events, touches) => {
    expect(touchesOf(attributed([asked, ...events]).enquiry('e'))).toEqual(touches);
  });

  test('lookback and skew are of the run', () => {
    const events = [asked, visit('a', T - DAY - 1), visit('b', T - DAY), visit('c', T + 1)];
    expect(touchesOf(attributed(events, { lookbackDays: 1, skewSeconds: 0 }).enquiry('e'))).toEqual(['b']);
  });

  test('1,000 are all there; of 1,001 the first 100 and the last 900', () => {
    const visits = Array.from({ length: 1001 }, (_, i) => visit(`v${String(i).padStart(4, '0')}`, T - 2000 + i));
    const all = attributed([asked, ...visits.slice(1)]).enquiry('e').journey;
    expect([all.touchpoints.length, all.truncated]).toEqual([1000, false]);
    const cut = attributed([asked, ...visits]).enquiry('e').journey;
    expect([cut.touchpoints.length, cut.truncated]).toEqual([1000, true]);
    expect([cut.touchpoints[99]?.id, cut.touchpoints[100]?.id]).toEqual(['v0099', 'v0101']);
  });

  const story = [
    visit('before', T - DAY), asked, visit('between', T + DAY),
    aDeal({ deal: 'd', at: T + 2 * DAY, visitor: 'v' }), visit('late', T + 3 * DAY),
    aDeal({ deal: 'd', at: T + 4 * DAY, status: 'won', amount: '1.00' }),
  ]; // prettier-ignore
  test('journey_end=enquiry: deal and sale end at the origin enquiry', () => {
    const deal = attributed(story).deal('d');
    expect(deal).toMatchObject({ end: T, saleEnd: T });
    expect(touchesOf(deal)).toEqual(['before']);
  });
  test('journey_end=conversion: the deal at its creation, the sale at its time; the row holds the union', () => {
    const deal = attributed(story, { journeyEnd: 'conversion' }).deal('d');
    expect(deal).toMatchObject({ end: T + 2 * DAY, saleEnd: T + 4 * DAY });
    expect(touchesOf(deal)).toEqual(['before', 'between', 'late']);
    expect(deal.journey.credits.last_touch).toEqual([
      { touch: 1, share: 1_000_000_000, saleShare: 0, amount: 0, costOfGoods: 0, refunds: [] },
      { touch: 2, share: 0, saleShare: 1_000_000_000, amount: 100, costOfGoods: 0, refunds: [] },
    ]);
  });
  test('a deal without touchpoints whose sale has one', () => {
    const events = [aDeal({ deal: 'd', at: T, visitor: 'v' }), visit('x', T + DAY), aDeal({ deal: 'd', at: T + 2 * DAY, status: 'won' })];
    const { linear } = attributed(events, { journeyEnd: 'conversion' }).deal('d').journey.credits;
    expect(linear.map(({ touch, share, saleShare }) => [touch, share, saleShare])).toEqual([[-1, 1e9, 0], [0, 0, 1e9]]);
  }); // prettier-ignore
});

describe('touchpoints without a visit', () => {
  const phone = '+79160000001';
  const line = '+74951230001';
  const call = (more = {}): Event => aCall({ call: 'c', at: T, phone, line, ...more });
  const number = (id: string, from: number, to: number | null, of = 'radio/offline'): Event =>
    aNumber({ id, at: T, number: line, origin: of, from, to });
  const touch = (events: Event[]): string => {
    const [first] = attributed(events).enquiry('c').journey.touchpoints;
    return first === undefined ? 'none' : `${first.evidence} ${first.origin.source}/${first.origin.medium}`;
  };
  test.each<[string, Event[], string]>([
    ['no assignment', [call()], 'none'],
    ['an assignment from that very time', [call(), number('n', T, null)], 'number radio/offline'],
    ['to before `to`', [call(), number('n', T - DAY, T)], 'none'],
    ['a millisecond before `to`', [call(), number('n', T - DAY, T + 1)], 'number radio/offline'],
    [
      'overlap: the latest from',
      [call(), number('a', T - 1, null, 'x/call'), number('z', T - 2, null, 'y/call')],
      'number x/call',
    ],
    [
      'overlap from one instant: the greatest id',
      [call(), number('a', T - 1, null, 'x/call'), number('b', T - 1, null, 'y/call')],
      'number y/call',
    ],
    [
      'shortened afterwards',
      [
        call(),
        number('n', T - DAY, null),
        aNumber({ id: 'n', at: T + DAY, number: line, origin: 'radio', from: T - DAY, to: T }),
      ],
      'none',
    ],
    [
      'an absent medium is call',
      [call(), aNumber({ at: T, number: line, origin: 'flyer', from: T })],
      'number flyer/call',
    ],
    ['a call that knows its visitor has none', [call({ visitor: 'v' }), number('n', T, null)], 'none'],
    ['another line', [call({ line: '+74951230002' }), number('n', T, null)], 'none'],
    [
      'a stated origin beats it',
      [call({ statedOrigin: origin('yandex/cpc') }), number('n', T, null)],
      'provider yandex/cpc',
    ],
    [
      'an absent medium of a stated origin is (not set)',
      [call({ statedOrigin: origin('yandex') })],
      'provider yandex/(not set)',
    ],
  ])('a call: %s', (_, events, expected) => {
    expect(touch(events)).toBe(expected);
  });

  const stated = anEnquiry({ id: 'e', at: T, visitor: 'v', statedOrigin: origin('yandex/cpc/from-provider') });
  test.each<[string, Event[], string[]]>([
    ['counts by itself', [], ['e']],
    ['not after a visit of the same source and medium', [visit('a', T - 1, 'yandex/cpc/other')], ['a']],
    ['at the very same time', [visit('a', T, 'yandex/cpc')], ['a']],
    ['exactly 30 min before', [visit('a', T - 30 * MINUTE, 'yandex/cpc')], ['a']],
    ['earlier than that', [visit('a', T - 30 * MINUTE - 1, 'yandex/cpc')], ['a', 'e']],
    ['a visit after it', [visit('a', T + 1, 'yandex/cpc')], ['e', 'a']],
    ['another medium', [visit('a', T - 1, 'yandex/organic')], ['a', 'e']],
  ])("an enquiry's stated origin: %s", (_, visits, touches) => {
    expect(touchesOf(attributed([stated, ...visits]).enquiry('e'))).toEqual(touches);
  });

  test('suppressed by a visit, the static number does not step in', () => {
    const events = [
      aCall({ call: 'c', at: T, phone, line, statedOrigin: origin('yandex/cpc') }),
      anEnquiry({ id: 'x', at: T - HOUR, phone, visitor: 'v' }),
      visit('a', T - 1, 'yandex/cpc'),
      number('n', T, null),
    ];
    expect(touchesOf(attributed(events).enquiry('c'))).toEqual(['a']);
  });

  test("a deal's stated origin counts only where its journey is otherwise empty, at its creation", () => {
    const deal = aDeal({ deal: 'd', at: T, visitor: 'v', statedOrigin: origin('crm/other') });
    expect(attributed([deal]).deal('d').journey.touchpoints).toMatchObject([{ id: 'd', at: T, evidence: 'crm' }]);
    expect(touchesOf(attributed([deal, visit('a', T - DAY)]).deal('d'))).toEqual(['a']);
    const withEnquiry = attributed([deal, anEnquiry({ id: 'e', at: T - 5 * DAY, visitor: 'v' })]);
    expect(touchesOf(withEnquiry.deal('d'))).toEqual(['d']);
    expect(touchesOf(withEnquiry.enquiry('e'))).toEqual([]);
  });

  test('an earlier call is a touchpoint of the later sale; spam is none', () => {
    const deal = aDeal({ deal: 'd', at: T + DAY, phone, status: 'won' });
    expect(touchesOf(attributed([call(), number('n', T, null), deal]).deal('d'))).toEqual(['c']);
    expect(touchesOf(attributed([call({ spam: true }), number('n', T, null), deal]).deal('d'))).toEqual([]);
  });
});

describe('models', () => {
  const journey = (...shifts: number[]): Event[] =>
    shifts.map((shift, i) => visit(`t${i}`, T + shift, i % 2 === 0 ? 'yandex/cpc' : undefined));
  test.each<[string, Model, Event[], Record<string, number>]>([
    ['not attributed', 'linear', [], { '-': 1e9 }],
    ['the earliest', 'first_touch', journey(-3, -2, -1), { t0: 1e9 }],
    ['the latest', 'last_touch', journey(-3, -2, -1), { t2: 1e9 }],
    ['a touchpoint after the end is the latest', 'last_touch', journey(-3, 5), { t1: 1e9 }],
    ['the latest not direct', 'last_non_direct', journey(-4, -3), { t0: 1e9 }],
    ['all direct: the latest', 'last_non_direct', [visit('a', T - 2), visit('b', T - 1)], { b: 1e9 }],
    ['thirds', 'linear', journey(-3, -2, -1), { t0: 333333334, t1: 333333333, t2: 333333333 }],
    ['position of one', 'position_based', journey(-1), { t0: 1e9 }],
    ['position of two', 'position_based', journey(-2, -1), { t0: 5e8, t1: 5e8 }],
    ['position of three', 'position_based', journey(-3, -2, -1), { t0: 4e8, t1: 2e8, t2: 4e8 }],
    [
      'position of five',
      'position_based',
      journey(-5, -4, -3, -2, -1),
      { t0: 4e8, t1: 66666667, t2: 66666667, t3: 66666666, t4: 4e8 },
    ],
    ['half after 7 days', 'time_decay', journey(-7 * DAY, 0), { t0: 333333333, t1: 666666667 }],
    [
      '0, 7 and 14 days: 4, 2 and 1 of 7',
      'time_decay',
      journey(-14 * DAY, -7 * DAY, 0),
      { t0: 142857143, t1: 285714286, t2: 571428571 },
    ],
    ['after the end the age is 0', 'time_decay', journey(0, 60 * SECOND), { t0: 5e8, t1: 5e8 }],
    // 1 : 2^(-1/7) = 1 : 0.905723664263906...: 0.524735466... and 0.475264533...
    [
      'a day',
      'time_decay',
      journey(-DAY, 0),
      {
        t0: Math.round((0.9057236642639067 / 1.9057236642639067) * 1e9),
        t1: Math.round((1 / 1.9057236642639067) * 1e9),
      },
    ],
  ])('%s: %s', (_, model, events, shares) => {
    expect(sharesBy(attributed([asked, ...events]).enquiry('e'), model)).toEqual(shares);
  });

  test('a share of nothing is not listed', () => {
    const far = attributed([asked, visit('a', T - 3500 * DAY), visit('b', T)], { lookbackDays: 3650 }).enquiry('e');
    expect(far.journey.credits.time_decay.map(({ touch }) => touch)).toEqual([1]);
  });

  test('money of a sale by the stored shares, each amount on its own', () => {
    const won = aDeal({ deal: 'd', at: T, visitor: 'v', status: 'won', amount: '1.00', costOfGoods: '0.01' });
    const refund = aRefund({ deal: 'd', at: T + DAY, amount: '0.50' });
    const { linear } = attributed([won, refund, ...journey(-3, -2, -1)]).deal('d').journey.credits;
    expect(
      linear.map(({ saleShare, amount, costOfGoods, refunds }) => [saleShare, amount, costOfGoods, ...refunds]),
    ).toEqual([
      [333333334, 34, 1, 17],
      [333333333, 33, 0, 17],
      [333333333, 33, 0, 16],
    ]);
  });
});
