import { describe, expect, test } from '@jest/globals';
import type { Fact } from '@throughline/domain';
import { anEnquiry, aVisit, BOT } from '../build/builders.ts';
import { at } from '../build/envelope.ts';
import { factsOf } from '../build/facts-of.ts';
import { countedVisits, winningFacts } from './winners.ts';

const T = at('2026-08-10 12:00');
const content = (over: Partial<Fact>): Fact => {
  const [fact] = factsOf([anEnquiry({ id: 'e', at: T, phone: '+79160000001' })]);
  return { ...fact, ...over } as Fact;
};
const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];

describe('of several contents under one id', () => {
  test.each<[string, Partial<Fact>[], number | null]>([
    ['the latest at', [{ at: T }, { at: T + 1 }], 1],
    [
      'the highest generation first',
      [
        { at: T, generation: 2 },
        { at: T + 1, generation: 1 },
      ],
      0,
    ],
    ['at one instant the greatest hash', [{ contentHash: b }, { contentHash: a }], 0],
    [
      'a retraction that wins leaves no fact, not the one before',
      [{ at: T }, { at: T, generation: 1, retracted: true }],
      null,
    ],
    ['a retraction that loses does nothing', [{ generation: 2 }, { generation: 1, retracted: true }], 0],
    [
      'a content and its own retraction at one generation',
      [{ contentHash: a }, { contentHash: a, retracted: true }],
      null,
    ],
    [
      'yielded again by a newer translator',
      [{ generation: 1 }, { generation: 2, retracted: true }, { generation: 3 }],
      2,
    ],
  ])('%s', (_, overs, winner) => {
    const contents = overs.map(content);
    const expected = winner === null ? [] : [contents[winner]];
    expect(winningFacts(contents)).toEqual(expected);
    expect(winningFacts([...contents].reverse())).toEqual(expected);
  });
});

test.each([
  ['the earliest', [['a', 'v1', 5], ['b', 'v2', 3]], 'v2'],
  ['at one instant the least id', [['b', 'v1', 3], ['a', 'v2', 3]], 'v2'],
  ['the earliest is a bot: no visit', [['a', 'v1', 5], ['b', 'bot', 3]], null],
  ['a later bot changes nothing', [['a', 'v1', 3], ['b', 'bot', 5]], 'v1'],
] as const)('several events of one visit: %s', (_, events, visitor) => {
  const visits = events.map(([id, who, shift]) =>
    aVisit({ id, visitId: 'one', visitor: who, at: T + shift, userAgent: who === 'bot' ? BOT : null }),
  );
  expect(countedVisits(winningFacts(factsOf(visits))).map((visit) => visit.visitor)).toEqual(visitor === null ? [] : [`v:${visitor}`]);
}); // prettier-ignore
