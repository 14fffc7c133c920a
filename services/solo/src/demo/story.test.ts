import { expect, test } from '@jest/globals';
import { tellStory } from './story.ts';

test('the same seed tells the same story, another seed another one', () => {
  const story = JSON.stringify(tellStory(1, 20, 'amocrm'));
  expect(JSON.stringify(tellStory(1, 20, 'amocrm'))).toBe(story);
  expect(JSON.stringify(tellStory(2, 20, 'amocrm'))).not.toBe(story);
});

test('the story has every turn that the reports must show', () => {
  const { events, costs, hooks } = tellStory(1, 200, 'amocrm');
  const types = new Set(events.map((e) => e.what['type']));
  expect([...types].sort()).toEqual(['enquiry', 'identify', 'number', 'refund', 'visit']);
  expect(costs).toHaveLength(90 * 6);
  const bodies = hooks.map((h) => decodeURIComponent(h.what.body));
  for (const part of [
    'leads[add]',
    'leads[status]',
    'leads[delete]',
    'contacts[add]',
    '[status_id]=142',
    '[status_id]=143',
    'callphase=',
    '"entry_id"',
  ]) {
    expect(bodies.some((b) => b.includes(part))).toBe(true);
  }
});
