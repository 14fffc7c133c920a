import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DealEvent } from '@throughline/events';
import { apiLead, startFakeAmocrmLists } from '../test/fake-amocrm.ts';
import type { FakeAnswer, FakeApi } from '../test/fake-api.ts';
import { backfill, FAST_LISTS, untilRun } from '../test/backfills.ts';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';

/** 2026-01-01T00:00:00Z */
const JANUARY = 1767225600;
/** 120 leads, one an hour; the 51st to the 110th were changed in one second. */
const leads = Array.from({ length: 120 }, (_, n) => {
  const updated = n >= 50 && n < 110 ? JANUARY + 50 * 3600 : JANUARY + n * 3600;
  const over = {
    created_at: updated - 60,
    updated_at: updated,
    _embedded: { contacts: [{ id: 500 + n, is_main: true }] },
  };
  return apiLead(String(1000 + n), over);
});

let service: Harness;
let fake: FakeApi;
beforeEach(async () => {
  fake = await startFakeAmocrmLists(leads);
  service = await startWebhooks({
    readBack: {
      allowedOrigins: [fake.origin],
      timeoutMs: 500,
      tries: 1,
      backoffMs: 5,
      restMs: 0,
      laterMs: 0,
      maxAttempts: 2,
    },
    lists: FAST_LISTS,
  });
});
afterEach(async () => {
  await service.stop();
  await fake.stop();
});

/** The account has these leads instead. */
async function listing(others: readonly object[]): Promise<void> {
  const other = await startFakeAmocrmLists(others);
  fake.answer = other.answer;
  await other.stop();
}

const amocrm = () => service.source('amocrm', { api_url: fake.origin, api_token: 'token-of-api' });
const dealIds = async (): Promise<Set<string>> =>
  new Set((await service.events()).flatMap((event) => (event.type === 'deal' ? [event.dealId] : [])));

describe('a backfill of amoCRM', () => {
  test('reads every lead and contact of the range once, whatever moves between pages', async () => {
    const { id } = await amocrm();
    const started = await backfill(service, id, { from: '2026-01-01T00:00:00Z' });
    expect(started).toMatchObject({ state: 'running', from: '2026-01-01T00:00:00.000Z' });
    const run = await untilRun(service, id, 'done');
    await service.settled();
    expect((await dealIds()).size).toBe(120);
    const events = await service.events();
    expect(new Set(events.filter(({ type }) => type === 'identify').map(({ key }) => key)).size).toBe(120);
    expect(run).toMatchObject({ share: 1, state: 'done' });
    // Marked, and as full as what is read back.
    const lead = events.find(({ key }) => key === `lead/1007/read/${JANUARY + 7 * 3600}`) as DealEvent;
    expect(lead).toMatchObject({
      amount: { amount: '34500.00' },
      statedOrigin: { source: 'yandex' },
      extra: '{"listed":"yes"}',
    });
    // Nobody is asked for what the pages said.
    expect(fake.asked.every((path) => /\/(leads|contacts)\?/.test(path))).toBe(true);
    expect(service.logged()).not.toContain('token-of-api');
  });

  test('a lead that its webhook brought too is one deal', async () => {
    const { id, hook } = await amocrm();
    const at = JANUARY + 7 * 3600;
    await post(
      hook,
      `leads[add][0][id]=1007&leads[add][0][status_id]=53000001&leads[add][0][price]=100&leads[add][0][updated_at]=${at - 50}`,
    );
    await backfill(service, id, { from: '2026-01-01T00:00:00Z' });
    await untilRun(service, id, 'done');
    await service.settled();
    expect((await dealIds()).size).toBe(120);
  });

  test('a sale of long ago is dated by its closing, not by its last change', async () => {
    const closed = apiLead('77', {
      status_id: 142,
      closed_at: JANUARY + 60,
      updated_at: JANUARY + 86_400,
      _embedded: {},
    });
    await listing([closed]);
    const { id } = await amocrm();
    await backfill(service, id, { from: '2026-01-01T00:00:00Z' });
    await untilRun(service, id, 'done');
    await service.settled();
    expect(await service.events()).toMatchObject([
      { key: `lead/77/closed/${JANUARY + 60}`, occurredAt: (JANUARY + 60) * 1000, status: 'won' },
      { key: `lead/77/read/${JANUARY + 86_400}`, status: 'won', amount: { amount: '34500.00' } },
    ]);
  });

  test('read twice it says the same, and a new translation says it anew', async () => {
    const { id } = await amocrm();
    for (let time = 0; time < 2; time += 1) {
      await backfill(service, id, { from: '2026-01-01T00:00:00Z', to: '2026-01-01T12:00:00Z' });
      await untilRun(service, id, 'done');
    }
    await service.settled();
    const once = new Set((await service.events()).map((event) => `${event.key} ${event.generation}`));
    expect(await service.events()).toHaveLength(2 * once.size);
    await service.api('PATCH', `/v1/sources/${id}`, { settings: { stage_map: { 53000002: 'Замер' } } });
    const headers = { authorization: 'Bearer admin' };
    const init = { method: 'POST', headers, body: JSON.stringify({ from: '2026-01-01' }) };
    await (await fetch(`${service.url}/v1/sources/${id}/retranslate`, init)).text();
    const named = (await service.events()).filter((event) => event.type === 'deal' && event.stage === 'Замер');
    expect(new Set(named.map(({ key }) => key)).size).toBe(13);
  });

  const TROUBLES: [string, FakeAnswer, string][] = [
    ['429', { status: 429, json: {}, headers: { 'retry-after': '0' } }, 'limited'],
    ['502 in HTML', { status: 502, text: '<html>' }, 'unavailable'],
    ['HTML with 200', { status: 200, text: '<html>Log in</html>' }, 'not_an_api'],
    ['JSON that is no list', { status: 200, json: { ok: true } }, 'not_an_api'],
    ['a token that is not valid', { status: 401, json: { title: 'Unauthorized' } }, 'refused'],
    ['no answer', 'hang', 'unavailable'],
  ];
  test.each(TROUBLES)('%s halts it, and it goes on where it was', async (_, trouble, reason) => {
    const many = Array.from({ length: 51 }, (_, n) =>
      apiLead(String(n + 1), { updated_at: JANUARY + 60, _embedded: {} }),
    );
    await listing(many);
    const usual = fake.answer;
    let down = true;
    fake.answer = (path, nth) => (down && path.includes('page=2') ? trouble : usual(path, nth));
    const { id } = await amocrm();
    await backfill(service, id, { from: '2026-01-01T00:00:00Z' });
    const waiting = await untilRun(service, id, 'waiting');
    expect(waiting).toMatchObject({
      waiting: { reason, what_to_do: { en: expect.any(String), ru: expect.any(String) } },
    });
    down = false;
    await untilRun(service, id, 'done');
    await service.settled();
    expect((await dealIds()).size).toBe(51);
    // The first page was not asked for again.
    expect(fake.asked.filter((path) => path.includes(`from%5D=${JANUARY}&`))).toHaveLength(1);
  });
});
