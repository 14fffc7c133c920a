import { expect, test } from '@jest/globals';
import { normaliseCostOrigin, normaliseNumberOrigin } from './normalise-cost-origin.ts';
import { DEFAULT_ORIGIN_RULES } from './origin-rules.ts';
import { readCampaignRules, readChannelRules } from './read-rules.ts';
import { canonicalSource } from './source-names.ts';

const NONE = '(not set)';
const lookups = {
  registeredDomain: () => null,
  referrer: () => null,
  kindOfSource: (source: string) => canonicalSource(source)?.kind ?? null,
};

test('a cost without a medium is cpc, and normalising twice is normalising once', () => {
  const once = normaliseCostOrigin({ source: ' Yandex ', campaign: 'Brand', keyword: '', campaignId: ' 77A ' });
  expect(once).toEqual({
    source: 'yandex',
    medium: 'cpc',
    campaign: 'brand',
    adGroup: NONE,
    keyword: NONE,
    campaignId: '77a',
  });
  expect(normaliseCostOrigin(once)).toEqual(once);
  expect(normaliseCostOrigin({ source: null, medium: 'CPM', campaignId: NONE })).toMatchObject({
    source: NONE,
    medium: 'cpm',
    campaignId: '',
  });
});

test('a number without a medium is call', () => {
  const origin = normaliseNumberOrigin({ source: 'Yandex', campaign: 'Outdoor 1' }, lookups, DEFAULT_ORIGIN_RULES);
  expect(origin).toEqual({
    channel: 'Offline',
    source: 'yandex',
    medium: 'call',
    campaign: 'outdoor 1',
    adGroup: NONE,
    term: NONE,
    content: NONE,
    clickId: '',
  });
  expect(normaliseNumberOrigin({ source: 'vk', medium: 'cpc' }, lookups, DEFAULT_ORIGIN_RULES).channel).toBe(
    'Paid Social',
  );
});

test('rules of the settings are read as far as they are rules', () => {
  const channel = { source: 'avito', channel: 'Paid Search' };
  expect(readChannelRules([channel, { source: 1, channel: 'Other' }, { channel: 'No such' }, null])).toEqual([channel]);
  const campaign = { kind: 'exact', value: 'a', name: 'b' };
  expect(
    readCampaignRules([campaign, { kind: 'regex', value: 'a', name: 'b' }, { kind: 'id', value: 1 }, 'x']),
  ).toEqual([campaign]);
});
