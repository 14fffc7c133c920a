import { expect, test } from '@jest/globals';
import { tellStory, type StoryPlan } from './tell-story.ts';

const PLAN: StoryPlan = {
  seed: 1,
  visitsPerDay: 20,
  days: 90,
  lastDay: '2026-10-29',
  timeZone: 'Europe/Moscow',
  crmSource: 'amocrm',
};

test('the same plan tells the same story, another seed another one', () => {
  const story = JSON.stringify(tellStory(PLAN));
  expect(JSON.stringify(tellStory(PLAN))).toBe(story);
  expect(JSON.stringify(tellStory({ ...PLAN, seed: 2 }))).not.toBe(story);
});

test.each([
  ['Europe/Moscow', '2026-10-20T00:00:00+03:00', '2026-10-30T00:00:00+03:00'],
  ['Asia/Almaty', '2026-10-20T00:00:00+05:00', '2026-10-30T00:00:00+05:00'],
  // The clocks go back within these days.
  ['Europe/Berlin', '2026-10-20T00:00:00+02:00', '2026-10-30T00:00:00+01:00'],
])('everything happens on its days in %s, and costs are of each of them', (timeZone, first, end) => {
  const { events, hooks, costs } = tellStory({ ...PLAN, days: 10, visitsPerDay: 200, timeZone });
  const times = [...events, ...hooks].map(({ at }) => at);
  expect(Math.min(...times)).toBe(Date.parse(first));
  expect(Math.max(...times)).toBeLessThan(Date.parse(end));
  expect(Math.max(...times)).toBeGreaterThan(Date.parse(end) - 4 * 3_600_000);
  const dates = new Set(costs.map(({ date }) => date));
  expect([...dates]).toEqual(Array.from({ length: 10 }, (_, day) => `2026-10-${20 + day}`));
  for (const { reported_at: at } of costs) expect(Date.parse(String(at))).toBeLessThanOrEqual(Date.parse(end));
});

test('the story has every turn that the reports must show', () => {
  const { events, costs, hooks } = tellStory({ ...PLAN, visitsPerDay: 200 });
  const types = new Set(events.map((e) => e.what['type']));
  expect([...types].sort()).toEqual(['enquiry', 'identify', 'mark', 'number', 'refund', 'visit']);
  expect(costs).toHaveLength(90 * 6);
  const bodies = hooks.map((h) => decodeURIComponent(h.what.body));
  for (const part of [
    'leads[add]',
    'leads[status]',
    'leads[delete]',
    'contacts[add]',
    'contacts[update]',
    '[status_id]=142',
    '[status_id]=143',
    '[name]=Себестоимость',
    '[name]=Причина+отказа',
    'callphase=',
    '"entry_id"',
  ]) {
    expect(bodies.filter((b) => b.includes(part))).not.toEqual([]);
  }
});

test('every phone is one that nobody can have', () => {
  const { events, hooks } = tellStory({ ...PLAN, visitsPerDay: 200 });
  const text = decodeURIComponent(JSON.stringify([events, hooks]));
  const phones = new Set(text.match(/(?<![\da-f])7\d{10}(?![\da-f])/g));
  expect(phones.size).toBeGreaterThan(500);
  expect([...phones].filter((phone) => !/^74(95|99)0\d{6}$/.test(phone))).toEqual([]);
});
