import { describe, expect, test } from '@jest/globals';
import type { DealConversion } from '@throughline/domain';
import type { Event } from '@throughline/events';
import { aDeal, aMark, anEnquiry, anIdentification, aRefund } from '../build/builders.ts';
import type { DealInput } from '../build/builders.ts';
import { at } from '../build/envelope.ts';
import { attributed } from './attributed.ts';
import { DAY, HOUR } from './order.ts';

const T = at('2026-08-10 12:00');
const change = (day: number, more: Partial<DealInput> = {}): Event =>
  aDeal({ deal: 'd', at: T + day * DAY, contact: 'c', ...more });

describe('the fold', () => {
  test.each<[string, Event[], Partial<DealConversion>]>([
    [
      'nothing stated: open',
      [change(0)],
      { status: 'open', isSale: false, saleAt: null, amount: 0, present: true, at: T },
    ],
    [
      'won',
      [change(0), change(2, { status: 'won', amount: '10.01' })],
      { isSale: true, saleAt: T + 2 * DAY, amount: 1001 },
    ],
    [
      'won without an amount counts 0',
      [change(0, { status: 'won' })],
      { isSale: true, amount: 0, costOfGoodsKnown: false },
    ],
    [
      "an amount stated later is the sale's",
      [change(0, { status: 'won', amount: '1.00' }), change(1, { amount: '2.00' })],
      { saleAt: T, amount: 200 },
    ],
    [
      'an omitted field keeps its value',
      [change(0, { status: 'won', amount: '1.00', manager: 'Olga' }), change(1, { stage: 'done' })],
      { amount: 100, manager: 'Olga', stage: 'done' },
    ],
    [
      'null clears it',
      [change(0, { status: 'won', amount: '1.00', manager: 'Olga' }), change(1, { amount: null, manager: null })],
      { amount: 0, manager: null },
    ],
    [
      'won said twice does not move the sale',
      [change(0, { status: 'won' }), change(1, { status: 'won' })],
      { saleAt: T },
    ],
    [
      'a deal that leaves won has no sale',
      [change(0, { status: 'won', amount: '1.00' }), change(1, { status: 'lost', reason: 'price' })],
      { isSale: false, saleAt: null, amount: 0, reason: 'price' },
    ],
    [
      'won again: the last time it turned',
      [change(0, { status: 'won' }), change(1, { status: 'lost' }), change(2, { status: 'won' })],
      { saleAt: T + 2 * DAY },
    ],
    [
      'a cleared status is not won',
      [change(0, { status: 'won' }), change(1, { status: null })],
      { isSale: false, status: 'open' },
    ],
    [
      'changes of one instant go by id',
      [change(0, { id: 'b', status: 'won' }), change(0, { id: 'a', status: 'lost' })],
      { isSale: true },
    ],
    ['created_at as stated', [change(0), change(3, { createdAt: T - DAY }), change(4)], { at: T - DAY }],
    [
      'created_at cleared: the earliest change',
      [change(1), change(2, { createdAt: T - DAY }), change(3, { createdAt: null })],
      { at: T + DAY },
    ],
    ['a test message is not folded', [change(0), change(1, { status: 'won', test: true })], { isSale: false }],
    ['deleted', [change(0, { status: 'won' }), change(1, { deleted: true })], { present: false }],
    [
      'restored',
      [change(0, { status: 'won' }), change(1, { deleted: true }), change(2, { deleted: false })],
      { present: true, isSale: true },
    ],
    ['cost of goods', [change(0, { status: 'won', costOfGoods: '0.00' })], { costOfGoodsKnown: true, costOfGoods: 0 }],
    [
      'a rate that is missing',
      [change(0, { status: 'won', amount: { amount: '5.00', currency: 'USD' } })],
      { rateMissing: true, amount: 0, isSale: true },
    ],
  ])('%s', (_, events, expected) => {
    expect(attributed(events).deal('d')).toMatchObject(expected);
    expect(attributed([...events].reverse()).deal('d')).toMatchObject(expected);
  });

  test('a deleted deal still joins', () => {
    const of = attributed([
      aDeal({ deal: 'd', at: T, contact: 'c', phone: '+79160000001', deleted: true }),
      anEnquiry({ id: 'a', at: T, contact: 'c' }),
      anEnquiry({ id: 'b', at: T, phone: '+79160000001' }),
    ]);
    expect(of.together('a', 'b')).toBe(true);
  });
});

describe('refunds', () => {
  const refund = (day: number, amount: string, deal = 'd'): Event =>
    aRefund({ id: `r${day}${amount}`, deal, at: T + day * DAY, amount });
  const won = change(0, { status: 'won', amount: '10.00' });
  const lost = (day: number): Event => change(day, { status: 'lost' });
  test.each<[string, Event[], number[]]>([
    ['at or after the sale', [won, refund(0, '1.00'), refund(3, '2.00'), refund(-1, '4.00')], [100, 200]],
    ['not capped', [won, refund(1, '99.00')], [9900]],
    ['none while the deal is not won', [won, refund(1, '1.00'), lost(2)], []],
    [
      'those before the sale that stands do not count',
      [won, refund(1, '1.00'), lost(2), change(3, { status: 'won' }), refund(4, '2.00')],
      [200],
    ],
    ['of a merged deal too', [won, refund(1, '1.00', 'x'), aDeal({ deal: 'x', at: T, mergedInto: 'd' })], [100]],
  ])('%s', (_, events, amounts) => {
    expect(
      attributed(events)
        .deal('d')
        .refunds.map(({ amount }) => amount),
    ).toEqual(amounts);
  });

  test("split with the sale's shares, each on its own; S and G do not change", () => {
    const [credit] = attributed([won, refund(1, '1.00'), refund(2, '0.01')]).deal('d').journey.credits.linear;
    expect(credit).toMatchObject({ touch: -1, saleShare: 1_000_000_000, amount: 1000, refunds: [100, 1] });
  });
});

describe('merging', () => {
  const of = (deal: string, day: number, more: Partial<DealInput> = {}): Event =>
    aDeal({ deal, at: T + day * DAY, ...more });
  test("facts fold into the survivor, amounts are the survivor's", () => {
    const rows = attributed([
      of('a', 0, { status: 'won', amount: '5.00', costOfGoods: '3.00', manager: 'Olga', contact: 'c1' }),
      of('b', 1, { status: 'open', amount: '7.00', contact: 'c2' }),
      of('a', 2, { mergedInto: 'b', deleted: true }),
    ]);
    expect(rows.deal('a').present).toBe(false);
    // open is the last status said of either; the deal is as old as the older one
    expect(rows.deal('b')).toMatchObject({ present: true, status: 'open', isSale: false, manager: 'Olga', at: T });
  });

  test.each<[string, Event[], Record<string, boolean>]>([
    [
      'a chain',
      [of('a', 0, { mergedInto: 'b' }), of('b', 0, { mergedInto: 'c' }), of('c', 0)],
      { a: false, b: false, c: true },
    ],
    ['a circle is rejected', [of('a', 0, { mergedInto: 'b' }), of('b', 0, { mergedInto: 'a' })], { a: true, b: true }],
    ['into itself', [of('a', 0, { mergedInto: 'a' })], { a: true }],
    [
      'into a circle',
      [of('x', 0, { mergedInto: 'a' }), of('a', 0, { mergedInto: 'b' }), of('b', 0, { mergedInto: 'a' })],
      { x: false, a: true, b: true },
    ],
    [
      'apart again',
      [of('a', 0, { mergedInto: 'b' }), of('b', 0), of('a', 1, { mergedInto: null })],
      { a: true, b: true },
    ],
    ['into one nobody knows', [of('a', 0, { mergedInto: 'b' })], { a: false, b: false }],
    ['into a deleted one', [of('a', 0, { mergedInto: 'b' }), of('b', 0, { deleted: true })], { a: false, b: false }],
  ])('%s', (_, events, present) => {
    const rows = attributed(events);
    expect(Object.fromEntries(Object.keys(present).map((id) => [id, rows.deal(id).present]))).toEqual(present);
  });

  test("a sale told of the merged deal is the survivor's, at the survivor's amount", () => {
    const rows = attributed([
      of('a', 0, { status: 'won', amount: '5.00' }),
      of('b', -1, { amount: '7.00' }),
      of('a', 1, { mergedInto: 'b' }),
    ]);
    expect(rows.deal('b')).toMatchObject({ isSale: true, saleAt: T, amount: 700, at: T - DAY });
  });
});

describe('origin enquiry and lead of a deal', () => {
  const e = (id: string, shift: number, more = {}): Event => anEnquiry({ id, at: T + shift, contact: 'c', ...more });
  test.each<[string, Event[], string | null]>([
    ['the one named', [e('a', -2 * DAY), e('b', -DAY), change(0, { enquiryId: 'a' })], 'a'],
    [
      'the one named last',
      [e('a', -2 * DAY), e('b', -DAY), change(0, { enquiryId: 'a' }), change(1, { enquiryId: 'b' })],
      'b',
    ],
    ['named, though after the creation', [e('a', 9 * DAY), change(0, { enquiryId: 'a' })], 'a'],
    [
      'named but spam: the latest',
      [e('a', -DAY, { spam: true }), e('b', -2 * DAY), change(0, { enquiryId: 'a' })],
      'b',
    ],
    ['named but unknown: the latest', [e('b', -2 * DAY), change(0, { enquiryId: 'nobody' })], 'b'],
    ["an enquiry's own deal_id only joins", [e('a', -DAY, { dealId: 'd' }), e('b', -HOUR), change(0)], 'b'],
    ['the latest at or before the creation', [e('a', -DAY), e('b', 0), e('c', 1), change(0)], 'b'],
    ['at one instant the greatest id', [e('a', -DAY), e('b', -DAY), change(0)], 'b'],
    ['exactly 30 days before', [e('a', -30 * DAY), change(0)], 'a'],
    ['a millisecond earlier is too early', [e('a', -30 * DAY - 1), change(0)], null],
    ['else the earliest within an hour after', [e('a', HOUR), e('b', HOUR - 1), change(0)], 'b'],
    ['exactly an hour after', [e('a', HOUR), change(0)], 'a'],
    ['later than that', [e('a', HOUR + 1), change(0)], null],
    ["another person's does not count", [anEnquiry({ id: 'a', at: T, contact: 'x' }), change(0)], null],
    [
      "another person's does when named",
      [anEnquiry({ id: 'a', at: T, contact: 'x' }), change(0, { enquiryId: 'a' })],
      'a',
    ],
  ])('%s', (_, events, origin) => {
    expect(attributed(events).deal('d')).toMatchObject({ originEnquiryId: origin, implied: origin === null });
  });

  test('the lead is the latest at or before the origin', () => {
    const rows = attributed([e('a', -50 * DAY), e('b', -20 * DAY), e('c', -5 * DAY), change(0)]);
    expect(rows.leads).toEqual(['a', 'b']);
    expect(rows.deal('d')).toMatchObject({ originEnquiryId: 'c', leadId: 'b', leadAt: T - 20 * DAY, end: T - 5 * DAY });
  });

  test('at one instant a lead with a greater id is after an origin of somebody else', () => {
    const named = anEnquiry({ source: 'site', id: 'b', at: T, contact: 'x' });
    const lead = (id: string): string | null =>
      attributed([named, e(id, 0), change(1, { enquiryId: 'b' })]).deal('d').leadId;
    expect([lead('a'), lead('c')]).toEqual(['a', null]);
  });

  test('an implied enquiry is a lead of its own, or follows an earlier one', () => {
    const alone = attributed([change(0)]).deal('d');
    expect(alone).toMatchObject({ implied: true, impliedIsLead: true, leadId: 'deal:d', leadAt: T });
    const again = attributed([change(0), aDeal({ deal: 'f', at: T + DAY, contact: 'c' })]).deal('f');
    expect(again).toMatchObject({ implied: true, impliedIsLead: false, leadId: 'deal:d' });
    expect(
      attributed([change(0), aDeal({ deal: 'f', at: T + DAY, contact: 'c' })]).deal('f').originEnquiryId,
    ).toBeNull();
  });

  test('spam said later makes the deal look again', () => {
    const spam = aMark({ at: T + 9 * DAY, enquiry: 'a', spam: true });
    expect(attributed([e('a', -DAY), change(0), spam]).deal('d')).toMatchObject({
      originEnquiryId: null,
      implied: true,
    });
  });
});

describe('first-time buyers', () => {
  test.each<[string, Event[], Record<string, boolean>]>([
    [
      'the earliest sale',
      [change(5, { status: 'won' }), aDeal({ deal: 'f', at: T, contact: 'c', status: 'won' })],
      { d: false, f: true },
    ],
    [
      'at one instant the least deal id',
      [change(0, { status: 'won' }), aDeal({ deal: 'f', at: T, contact: 'c', status: 'won' })],
      { d: true, f: false },
    ],
    [
      'only sales that are',
      [change(0, { status: 'lost' }), aDeal({ deal: 'f', at: T + DAY, contact: 'c', status: 'won' })],
      { d: false, f: true },
    ],
    [
      'identity is retroactive',
      [
        change(0, { status: 'won' }),
        aDeal({ deal: 'f', at: T + DAY, contact: 'x', status: 'won' }),
        anIdentification({ at: T + 99 * DAY, contact: 'c', phone: '+79160000001' }),
        anIdentification({ at: T + 99 * DAY, contact: 'x', phone: '+79160000001' }),
      ],
      { d: true, f: false },
    ],
  ])('%s', (_, events, first) => {
    const rows = attributed(events);
    expect(Object.fromEntries(Object.keys(first).map((id) => [id, rows.deal(id).firstTime]))).toEqual(first);
  });
});
