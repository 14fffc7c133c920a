import { describe, expect, test } from '@jest/globals';
import { deal, HOUR, money, NOON, origin, refund } from '@throughline/testing/facts';
import type { PersonFact } from '../fact/fact.ts';
import { foldDeals } from './fold-deals.ts';

const at = (hours: number, id?: string) => ({ at: NOON + hours * HOUR, ...(id === undefined ? {} : { id }) });
const only = (...facts: PersonFact[]) => {
  const deals = foldDeals(facts);
  expect(deals).toHaveLength(1);
  expect(foldDeals(facts.toReversed())).toEqual(deals);
  return deals[0];
};
const ids = (...facts: PersonFact[]): string[] =>
  foldDeals(facts)
    .map(({ id }) => id)
    .sort();

describe('fields', () => {
  test('an omitted one keeps its value', () => {
    expect(only(deal('D', { manager: 'ann', amount: money(5) }), deal('D', { ...at(1), stage: 'two' }))).toMatchObject({
      manager: 'ann', amount: money(5), stage: 'two' }); // prettier-ignore
  });
  test('an explicit null clears it', () => {
    expect(only(deal('D', { manager: 'ann', amount: money(5), enquiryId: 'E', statedOrigin: origin('a') }),
      deal('D', { ...at(1), manager: null, amount: null, enquiryId: null, statedOrigin: null }))).toMatchObject({
      manager: null, amount: null, enquiryId: null, stated: null }); // prettier-ignore
  });
  test('the last by (at, id)', () => {
    expect(only(deal('D', { id: 'b', stage: 'b' }), deal('D', { id: 'a', stage: 'a' }))).toMatchObject({ stage: 'b' });
  });
  test('creation: the last stated, else the earliest change', () => {
    expect(only(deal('D', at(1)), deal('D', at(2)))).toMatchObject({ createdAt: NOON + HOUR });
    expect(only(deal('D', { ...at(1), createdAt: 5 }), deal('D', at(2)))).toMatchObject({ createdAt: 5 });
    expect(only(deal('D', { ...at(1), createdAt: 5 }), deal('D', { ...at(2), createdAt: null }))).toMatchObject({
      createdAt: NOON + HOUR,
    });
  });
  test('nothing stated: open, nothing known', () => {
    expect(only(deal('D', { source: 'crm' }))).toEqual({
      id: 'D', createdAt: NOON, source: 'crm', status: 'open', saleAt: null, amount: null, costOfGoods: null, items: [], stage: null,
      pipeline: null, manager: null, department: null, reason: null, enquiryId: null, stated: null, refunds: [] }); // prettier-ignore
  });
  test('an excluded change is not folded', () => {
    expect(
      only(deal('D', { stage: 'one' }), deal('D', { ...at(1), stage: 'two', excluded: 'provider_test' })),
    ).toMatchObject({ stage: 'one' });
    expect(ids(deal('D', { excluded: 'provider_test' }))).toEqual([]);
  });
});

describe('the sale', () => {
  const status = (hours: number, value: 'open' | 'won' | 'lost' | null) => deal('D', { ...at(hours), status: value });
  test.each<[string, PersonFact[], number | null]>([
    ['none without won', [status(0, 'open')], null],
    ['when it turned to won', [status(0, 'open'), status(1, 'won')], 1],
    ['told won again: the first of the run', [status(1, 'won'), status(2, 'won')], 1],
    ['a change without a status leaves it', [status(1, 'won'), deal('D', at(2))], 1],
    ['left: none', [status(1, 'won'), status(2, 'lost')], null],
    ['cleared: none', [status(1, 'won'), status(2, null)], null],
    ['won again: the last time', [status(1, 'won'), status(2, 'open'), status(3, 'won')], 3],
    [
      'at one time the greater id is later',
      [deal('D', { ...at(1, 'a'), status: 'won' }), deal('D', { ...at(1, 'b'), status: 'lost' })],
      null,
    ],
  ])('%s', (_, facts, hours) => {
    expect(only(...facts)?.saleAt).toBe(hours === null ? null : NOON + hours * HOUR);
  });
});

describe('refunds', () => {
  const won = deal('D', { ...at(1), status: 'won' });
  test.each<[string, PersonFact[], string[]]>([
    ['at the time of the sale', [won, refund('D', 1, at(1, 'r'))], ['r']],
    ['not before it', [won, refund('D', 1, { id: 'r', at: NOON + HOUR - 1 })], []],
    ['after it, each on its own', [won, refund('D', 1, at(3, 'r2')), refund('D', 1, at(2, 'r1'))], ['r1', 'r2']],
    ['not while it is not won', [won, deal('D', { ...at(4), status: 'lost' }), refund('D', 1, at(2))], []],
    [
      'not before it was won again',
      [
        won,
        deal('D', { ...at(3), status: 'open' }),
        deal('D', { ...at(4), status: 'won' }),
        refund('D', 1, at(2)),
        refund('D', 1, at(5, 'r')),
      ],
      ['r'],
    ],
    ['not an excluded one', [won, refund('D', 1, { ...at(2), excluded: 'provider_test' })], []],
  ])('%s', (_, facts, expected) => {
    expect(only(...facts)?.refunds.map(({ id }) => id)).toEqual(expected);
  });
  test('of a deal nobody described', () => expect(ids(refund('D', 1))).toEqual([]));
});

describe('deleted and merged', () => {
  const into = (from: string, to: string | null, hours = 0) => deal(from, { ...at(hours), mergedInto: to });
  test.each<[string, PersonFact[], string[]]>([
    ['a deleted deal is none', [deal('D', { deleted: true })], []],
    ['while it is', [deal('D', { deleted: true }), deal('D', { ...at(1), deleted: false })], ['D']],
    ['a merged deal is its survivor', [into('A', 'B'), deal('B')], ['B']],
    ['a chain ends at its end', [into('A', 'B'), into('B', 'C'), deal('C')], ['C']],
    ['a merge taken back', [into('A', 'B'), into('A', null, 1), deal('B')], ['A', 'B']],
    ['the last stated merge', [into('A', 'B'), into('A', 'C', 1), deal('B'), deal('C')], ['B', 'C']],
    ['into itself: rejected', [into('A', 'A')], ['A']],
    ['a cycle: rejected, each stands', [into('A', 'B'), into('B', 'C'), into('C', 'A')], ['A', 'B', 'C']],
    ['a chain into a cycle ends at the deal it meets', [into('A', 'B'), into('B', 'C'), into('C', 'B')], ['B', 'C']],
    ['a survivor nobody described is none', [into('A', 'B')], []],
    ['a deleted deal merged away still folds', [deal('A', { deleted: true, mergedInto: 'B' }), deal('B')], ['B']],
    ['a deleted survivor is none', [into('A', 'B'), deal('B', { deleted: true })], []],
  ])('%s', (_, facts, expected) => {
    expect(ids(...facts)).toEqual(expected);
    expect(ids(...facts.toReversed())).toEqual(expected);
  });

  test("changes fold in one order; amounts, items and source are the survivor's; refunds follow", () => {
    const item = { name: 'x', category: null, quantity: 1, price: money(1) };
    expect(
      only(
        deal('B', { ...at(0), amount: money(7), manager: 'ann', source: 'crm', stage: 'one' }),
        deal('A', { ...at(1), amount: money(100), costOfGoods: money(50), items: [item], status: 'won', manager: 'bob', mergedInto: 'B', source: 'other' }),
        refund('A', 3, at(2, 'r')),
      ),
    ).toMatchObject({
      id: 'B', amount: money(7), costOfGoods: null, items: [], status: 'won', saleAt: NOON + HOUR, manager: 'bob', stage: 'one',
      source: 'crm', refunds: [{ id: 'r' }] }); // prettier-ignore
  });
});
