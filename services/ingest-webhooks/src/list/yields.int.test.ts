/** Lists ask nothing while what came live waits. */
import { createMemoryLog, createMemoryStorage } from '@throughline/event-log';
import { TOPICS } from '@throughline/events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { backfill, FAST_LISTS, untilRun } from '../test/backfills.ts';
import { apiLead, startFakeAmocrmLists } from '../test/fake-amocrm.ts';
import type { FakeApi } from '../test/fake-api.ts';
import { post, startWebhooks, TOPIC_CONFIGS, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
let fake: FakeApi;
/** The log takes no event: the translator does not get on, and what came live waits. */
let isHeld: boolean;
/** Records that the reports do not show yet. */
let line: number;
/** How often it was looked whether a list may go on. */
let looks: number;

beforeEach(async () => {
  [isHeld, line, looks] = [false, 0, 0];
  fake = await startFakeAmocrmLists([apiLead('1', { updated_at: 1767225600, _embedded: {} })]);
  const log = createMemoryLog({ topics: TOPIC_CONFIGS, now: () => 0, storage: createMemoryStorage() });
  service = await startWebhooks({
    eventLog: {
      ...log,
      append: (topic, records) =>
        isHeld && topic === TOPICS.events ? Promise.reject(new Error('held')) : log.append(topic, records),
    },
    readBack: { allowedOrigins: [fake.origin], tries: 1, restMs: 0 },
    lists: { ...FAST_LISTS, translatorLag: 0, lineLag: 100 },
    lineLag: () => {
      looks += 1;
      return Promise.resolve(line);
    },
  });
});
afterEach(async () => {
  isHeld = false;
  await service.stop();
  await fake.stop();
});

async function begin(): Promise<string> {
  const { id } = await service.source('amocrm', { api_url: fake.origin, api_token: 'token' });
  await backfill(service, id, { from: '2026-01-01' });
  return id;
}

async function untilLooked(times: number): Promise<void> {
  const before = looks;
  while (looks < before + times) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('for the translator, as long as it is behind', async () => {
  const { hook } = await service.source('calltouch');
  isHeld = true;
  expect((await post(hook, 'id=1&callerphone=79000000142&timestamp=1772443000')).status).toBe(202);
  const id = await begin();
  await untilLooked(5);
  expect(fake.asked).toEqual([]);
  isHeld = false;
  await untilRun(service, id, 'done');
  expect(fake.asked).not.toEqual([]);
});

test('for the reports, as long as they do not show what came', async () => {
  line = 101;
  const id = await begin();
  await untilLooked(5);
  expect(fake.asked).toEqual([]);
  line = 100;
  await untilRun(service, id, 'done');
  expect(fake.asked).not.toEqual([]);
});
