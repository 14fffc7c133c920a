import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deal, NOON, visit } from '@throughline/testing/facts';
import type { FactHeader } from './fact.ts';
import { visitWinners, winners } from './winners.ts';

describe('of several contents under one id', () => {
  const content = (name: string, given: Partial<FactHeader>) =>
    deal('1', { id: 'x', contentHash: '00', ...given, stage: name });
  test.each([
    ['the highest generation', { generation: 1, at: NOON - 1 }, { generation: 0, at: NOON }],
    ['then the latest at', { at: NOON + 1, contentHash: '00' }, { at: NOON, contentHash: 'ff' }],
    ['then the greatest hash', { contentHash: 'f0' }, { contentHash: '0f' }],
    ['however late it became known', { contentHash: 'f0', knownAt: NOON }, { contentHash: '0f', knownAt: NOON + 9 }],
    ['of equal contents the one known first', { knownAt: NOON }, { knownAt: NOON + 1 }],
  ])('%s', (_, winner, loser) => {
    const [won, lost] = [content('won', winner), content('lost', loser)];
    expect(winners([won, lost])).toEqual([won]);
    expect(winners([lost, won, lost])).toEqual([won]);
  });

  test('a retracted winner drops the event; nothing steps in', () => {
    expect(winners([content('old', {}), content('gone', { generation: 1, retracted: true })])).toEqual([]);
  });
  test('a retracted loser changes nothing', () => {
    const now = content('now', { generation: 2 });
    expect(winners([content('gone', { generation: 1, retracted: true }), now])).toEqual([now]);
  });
});

describe('of several events of one visit', () => {
  const early = visit('v:1', { id: 'a', visitId: 'V', at: NOON });
  const late = visit('v:2', { id: 'b', visitId: 'V', at: NOON + 1 });
  test('the earliest is the visit', () => expect(visitWinners([late, early])).toEqual([early]));
  test('at one time the least id', () => {
    const tied = visit('v:2', { id: '0', visitId: 'V', at: NOON });
    expect(visitWinners([early, tied])).toEqual([tied]);
  });
  test('an excluded earliest one stands for the visit', () => {
    const bot = visit('v:1', { id: 'a', visitId: 'V', at: NOON, excluded: 'bot' });
    expect(visitWinners([late, bot])).toEqual([bot]);
  });
  test('a retracted one does not stand', () => {
    const gone = visit('v:1', { id: 'a', visitId: 'V', at: NOON, retracted: true });
    expect(visitWinners([late, gone])).toEqual([late]);
  });
});

test('order and repetition change nothing', () => {
  const content = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c'),
      at: fc.integer({ min: 0, max: 2 }),
      generation: fc.integer({ min: 0, max: 2 }),
      retracted: fc.boolean(),
      visitId: fc.constantFrom('V', 'W'),
    })
    .map((given) => visit('v:1', given))
    // Different contents have different hashes.
    .map((fact) => ({ ...fact, contentHash: JSON.stringify(fact) }));
  fc.assert(
    fc.property(fc.array(content), fc.infiniteStream(fc.nat()), (contents, keys) => {
      const shuffled = [...contents, ...contents]
        .map((fact) => ({ fact, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ fact }) => fact);
      expect(winners(shuffled)).toEqual(winners(contents));
      expect(visitWinners(shuffled)).toEqual(visitWinners(contents));
    }),
    { numRuns: 500 },
  );
});
