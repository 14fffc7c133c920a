import { expect, test } from '@jest/globals';
import {
  campaignNames,
  compileCampaignRules,
  mapCampaign,
  type CampaignRule,
  type CampaignValue,
} from './map-campaign.ts';
import { NOT_SET } from './origin.ts';

const rules = compileCampaignRules([
  { kind: 'id', source: 'yandex', value: '101', name: 'Brand (id)' },
  { kind: 'exact', value: 'Summer Sale', name: 'Summer' },
  { kind: 'template', source: 'vk', value: 'ret_*_msk', name: 'Retargeting' },
  { kind: 'template', value: 'brand*', name: 'Brand' },
  { kind: 'exact', value: 'brand_x', name: 'never reached' },
  { kind: 'exact', value: '', name: 'never' },
]);
const names = campaignNames([
  { source: 'yandex', campaignId: '202', campaign: 'old', reportedAt: 1 },
  { source: 'yandex', campaignId: '202', campaign: 'new', reportedAt: 3 },
  { source: 'yandex', campaignId: '202', campaign: 'middle', reportedAt: 2 },
  { source: 'yandex', campaignId: '101', campaign: 'by cost', reportedAt: 1 },
  { source: 'yandex', campaignId: '303', campaign: 'b', reportedAt: 1 },
  { source: 'yandex', campaignId: '303', campaign: 'c', reportedAt: 1 },
  { source: 'yandex', campaignId: '303', campaign: 'a', reportedAt: 1 },
  { source: 'yandex', campaignId: '404', campaign: NOT_SET, reportedAt: 9 },
  { source: 'yandex', campaignId: '', campaign: 'no id', reportedAt: 9 },
]);

test.each<[CampaignValue, string]>([
  [{ source: 'yandex', campaign: '101' }, 'Brand (id)'],
  [{ source: 'google', campaign: '101' }, '101'],
  [{ source: 'yandex', campaign: 'x', campaignId: '101' }, 'Brand (id)'],
  [{ source: 'yandex', campaign: NOT_SET, campaignId: '101' }, 'Brand (id)'],
  [{ source: 'a', campaign: 'summer sale' }, 'Summer'],
  [{ source: 'vk', campaign: 'ret_a_msk' }, 'Retargeting'],
  [{ source: 'vk', campaign: 'ret__msk' }, 'Retargeting'],
  [{ source: 'vk', campaign: 'ret_msk' }, 'ret_msk'],
  [{ source: 'ok', campaign: 'ret_a_msk' }, 'ret_a_msk'],
  [{ source: 'a', campaign: 'brand_x' }, 'Brand'],
  [{ source: 'yandex', campaign: '202' }, 'new'],
  [{ source: 'google', campaign: '202' }, '202'],
  [{ source: 'yandex', campaign: '303' }, 'c'],
  [{ source: 'yandex', campaign: '404' }, '404'],
  [{ source: 'yandex', campaign: 'as it came' }, 'as it came'],
  [{ source: 'yandex', campaign: NOT_SET }, NOT_SET],
])('%j', (value, expected) => {
  expect(mapCampaign(value, rules, names)).toBe(expected);
});

test('the absence of a value is matched by no template', () => {
  const all: CampaignRule[] = [{ kind: 'template', value: '*', name: 'All' }];
  const asked = [
    { source: 'a', campaign: NOT_SET, campaignId: '7' },
    { source: 'a', campaign: 'x' },
  ];
  expect(asked.map((value) => mapCampaign(value, compileCampaignRules(all), names))).toEqual([NOT_SET, 'All']);
});
