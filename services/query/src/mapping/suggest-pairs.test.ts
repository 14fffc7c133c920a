import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formOf, likenessTo } from './name-likeness.ts';
import { suggestPairs } from './suggest-pairs.ts';
import type { FreeVisits, Spend } from './unmatched.ts';

const like = (a: string, b: string): number => likenessTo([formOf(b)])(formOf(a))[0] ?? -1;

describe('names are alike', () => {
  test.each([
    ['Окна — Поиск (МСК)', 'okna_poisk_msk'],
    ['poisk-okna', 'okna poisk'],
    ['Щербинка', 'shcherbinka'],
    ['Юля', 'julia'],
    ['Цех', 'tsekh'],
    ['новый', 'noviy'],
    ['brandSearch', 'brand_search'],
  ])('%s is %s', (a, b) => {
    expect(like(a, b)).toBe(1);
  });

  test.each([
    ['окна поиск москва', 'окна поиск'],
    ['brand_search_2026', 'brand search'],
    ['retargetting', 'ретаргетинг'],
  ])('%s is nearly %s', (a, b) => {
    expect(like(a, b)).toBeGreaterThan(0.6);
    expect(like(a, b)).toBeLessThan(1);
  });

  test.each([
    ['двери', 'okna'],
    ['', 'okna'],
    ['—', '—'],
    ['balkony', 'retarget'],
  ])('%s is not %s', (a, b) => {
    expect(like(a, b)).toBeLessThan(0.5);
  });

  test('alike as the other is alike, from 0 to 1, and 1 with itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(like(a, b)).toBe(like(b, a));
        expect(like(a, b)).toBeGreaterThanOrEqual(0);
        expect(like(a, b)).toBeLessThanOrEqual(1);
        if (formOf(a).text !== '') expect(like(a, a)).toBe(1);
      }),
    );
  });
});

const spend = (campaign: string, more: Partial<Spend> = {}): Spend => ({
  ...{ source: 'yandex', medium: 'cpc', campaign, campaignIds: [], cost: 100n, ...more },
});
const visits = (value: string, more: Partial<FreeVisits> = {}): FreeVisits => ({
  ...{ source: 'yandex', medium: 'cpc', campaign: value, value, visits: 1, ...more },
});
const pairsOf = (of: readonly Spend[], free: readonly FreeVisits[]): string[] =>
  suggestPairs(of, free).map((pair) => `${pair.visits.value} = ${pair.spend.campaign} (${pair.reason})`);

describe('a pair is suggested', () => {
  test('by the number of the campaign before any name', () => {
    const of = [spend('okna'), spend('двери', { campaignIds: ['7001234'] })];
    expect(pairsOf(of, [visits('okna_7001234')])).toEqual(['okna_7001234 = двери (campaign_id)']);
    expect(pairsOf([spend('двери', { campaignIds: ['2026'] })], [visits('okna_2026')])).toEqual([]);
  });

  test('once for each side, the likeliest first, then the dearest', () => {
    const of = [spend('okna msk'), spend('okna'), spend('окна', { cost: 900n })];
    expect(pairsOf(of, [visits('okna'), visits('okna_msk')])).toEqual([
      'okna = окна (same_name)',
      'okna_msk = okna msk (same_name)',
    ]);
  });

  test('only within a source, never of what no rule can match or a rule names already', () => {
    const free = [
      visits('okna', { source: 'vk' }),
      visits('(not set)'),
      visits('okna', { campaign: 'Окна все' }),
      visits('dveri'),
    ];
    expect(pairsOf([spend('okna'), spend('(not set)')], free)).toEqual([]);
  });
});
