import { describe, expect, test } from '@jest/globals';
import { call, DAY, enquiry, MINUTE, NOON, number, origin, visit } from '@throughline/testing/facts';
import { enquiriesOf } from '../enquiry/enquiries.ts';
import type { Fact, NumberFact, PersonFact, VisitFact } from '../fact/fact.ts';
import { assignmentAt } from './assignment-at.ts';
import { touchpointsOf } from './touchpoints.ts';
import { pathTo } from './window.ts';

const touches = (facts: readonly Fact[], ...visitors: string[]): string[] => {
  const { present } = enquiriesOf(facts as PersonFact[], {});
  const visits = facts.filter((fact): fact is VisitFact => fact.type === 'visit');
  const numbers = facts.filter((fact): fact is NumberFact => fact.type === 'number');
  return touchpointsOf(visits, new Set(visitors), present, numbers).map(
    ({ id, evidence, origin }) => `${id} ${evidence} ${origin.source}`,
  );
};
const before = (ms: number, from = 'yandex/cpc') => visit('v:1', { id: 'V', at: NOON - ms, from });
const form = enquiry('E', { statedOrigin: origin('yandex/cpc') });
const line = '+7495';

describe('touchpoints', () => {
  test.each<[string, Fact[], string[]]>([
    ["the person's visits", [before(DAY), visit('v:2')], ['V visit yandex']],
    ['not excluded ones', [visit('v:1', { excluded: 'bot' })], []],
    [
      'one visit of several events once',
      [visit('v:1', { id: 'a', visitId: 'V' }), visit('v:1', { id: 'b', visitId: 'V' })],
      ['V visit yandex'],
    ],
    [
      'not a visit that is of another',
      [visit('v:2', { id: 'a', visitId: 'V' }), visit('v:1', { id: 'b', visitId: 'V' })],
      [],
    ],
    ['an enquiry without a stated origin is none', [enquiry('E')], []],
    ['a stated origin', [form], ['E provider yandex']],
    [
      'a visit of the same source and medium 30 min before tells of it',
      [before(30 * MINUTE), form],
      ['V visit yandex'],
    ],
    ['at the same time too', [before(0), form], ['V visit yandex']],
    ['not a visit before that', [before(30 * MINUTE + 1), form], ['V visit yandex', 'E provider yandex']],
    ['not a visit after it', [before(-1), form], ['E provider yandex', 'V visit yandex']],
    ['not one of another medium', [before(0, 'yandex/organic'), form], ['E provider yandex', 'V visit yandex']],
    ['not one of another source', [before(0, 'google/cpc'), form], ['E provider yandex', 'V visit google']],
    ["not another visitor's", [visit('v:2'), form], ['E provider yandex']],
    ['not an excluded visit', [{ ...before(0), excluded: 'bot' as const }, form], ['E provider yandex']],
    ['a call to a static number', [call('C', { line }), number(line, NOON, null)], ['C number radio']],
    ['not with a visitor', [call('C', { line, visitor: 'v:9' }), number(line, NOON, null)], []],
    ['not an outbound one', [call('C', { line, direction: 'out' }), number(line, NOON, null)], []],
    ['not of another line', [call('C', { line }), number('+7812', NOON, null)], []],
    [
      'a stated origin beats the number',
      [call('C', { line, statedOrigin: origin('vk/cpc') }), number(line, NOON, null)],
      ['C provider vk'],
    ],
    [
      'one that a visit tells of does not bring the number back',
      [before(0), call('C', { line, statedOrigin: origin('yandex/cpc') }), number(line, NOON, null)],
      ['V visit yandex'],
    ],
    [
      'a call with a visitor keeps its stated origin',
      [call('C', { visitor: 'v:9', statedOrigin: origin('vk/cpc') })],
      ['C provider vk'],
    ],
    ['spam gives none', [{ ...form, spam: true }], []],
    [
      'by (at, id)',
      [visit('v:1', { id: 'b' }), visit('v:1', { id: 'a' }), before(1)],
      ['V visit yandex', 'a visit yandex', 'b visit yandex'],
    ],
    [
      'at one time by bytes',
      [visit('v:1', { id: '\u{1F600}' }), visit('v:1', { id: '\uFFFD' })],
      ['\uFFFD visit yandex', '\u{1F600} visit yandex'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(touches(facts, 'v:1')).toEqual(expected);
    expect(touches(facts.toReversed(), 'v:1')).toEqual(expected);
  });
});

describe('a number stands', () => {
  const id = (...numbers: NumberFact[]): string | null => assignmentAt(numbers, line, NOON)?.id ?? null;
  test.each<[string, NumberFact[], string | null]>([
    ['from `from`', [number(line, NOON, null, { id: 'a' })], 'a'],
    ['not before', [number(line, NOON + 1, null)], null],
    ['to before `to`', [number(line, 0, NOON + 1, { id: 'a' })], 'a'],
    ['not at `to`', [number(line, 0, NOON)], null],
    ['the latest `from`', [number(line, 2, null, { id: 'a' }), number(line, 1, null, { id: 'b' })], 'a'],
    ['then the greatest id', [number(line, 1, null, { id: 'a' }), number(line, 1, null, { id: 'b' })], 'b'],
    [
      'the latest `from` among those that stand',
      [number(line, 1, null, { id: 'a' }), number(line, 2, 3, { id: 'b' })],
      'a',
    ],
    ['not an excluded one', [number(line, 1, null, { excluded: 'provider_test' })], null],
  ])('%s', (_, numbers, expected) => {
    expect(id(...numbers)).toBe(expected);
    expect(id(...numbers.toReversed())).toBe(expected);
  });
});

describe('the window', () => {
  const run = { lookbackDays: 90, skewSeconds: 120 };
  const all = (times: number[]) =>
    touchpointsOf(
      times.map((at) => visit('v:1', { at })),
      new Set(['v:1']),
      [],
      [],
    );
  const kept = (...times: number[]): number[] => pathTo(NOON, all(times), run).touchpoints.map(({ at }) => at - NOON);
  test.each([
    ['both ends are in', [-90 * DAY, 2 * MINUTE], [-90 * DAY, 2 * MINUTE]],
    ['nothing beyond', [-90 * DAY - 1, 2 * MINUTE + 1], []],
  ])('%s', (_, times, expected) => {
    expect(kept(...times.map((ms) => NOON + ms))).toEqual(expected);
  });
  test('a thousand are kept whole', () => {
    const path = pathTo(NOON, all(Array.from({ length: 1_000 }, (_, i) => NOON - 1_000 + i)), run);
    expect(path).toMatchObject({ truncated: false });
    expect(path.touchpoints).toHaveLength(1_000);
  });
  test('of more the first 100 and the last 900', () => {
    const path = pathTo(NOON, all(Array.from({ length: 1_003 }, (_, i) => NOON - 1_003 + i)), run);
    const ages = path.touchpoints.map(({ at }) => NOON - at);
    expect([path.truncated, ages.length, ages[0], ages[99], ages[100], ages.at(-1)]).toEqual([
      true,
      1_000,
      1_003,
      904,
      900,
      1,
    ]);
  });
});
