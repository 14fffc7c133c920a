import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '@throughline/events';
import type { FakeAnswer, FakeApi } from '../test/fake-api.ts';
import { hubspotContact, hubspotDeal, startFakeHubspot } from '../test/fake-hubspot.ts';
import { startWebhooks, type Harness } from '../test/start-webhooks.ts';

let service: Harness;
let api: FakeApi;
beforeEach(async () => {
  api = await startFakeHubspot();
  service = await startWebhooks({
    readBack: {
      ...{ allowedOrigins: [api.origin], timeoutMs: 500, tries: 2, backoffMs: 10, patienceMs: 500 },
      ...{ restMs: 0, laterMs: 0, maxAttempts: 2 },
    },
  });
});
afterEach(async () => {
  await service.stop();
  await api.stop();
});

const hubspot = () =>
  service.source('hubspot', {
    client_secret: 'secret',
    api_url: api.origin,
    api_token: 'pat-token',
    managers: { 77: 'Анна' },
  });
let eventId = 0;
const event = (subscriptionType: string, fields: object): object => ({
  ...{ eventId: (eventId += 1), subscriptionId: 1, portalId: 2, occurredAt: 1772442900638, attemptNumber: 0 },
  subscriptionType,
  ...fields,
});
/** Sends as HubSpot does: signed over the URL it was given. */
async function send(hook: string, events: readonly object[], signedUrl = hook, age = 0): Promise<number> {
  const body = JSON.stringify(events);
  const timestamp = String(service.clock.now - age);
  const signature = createHmac('sha256', 'secret').update(`POST${signedUrl}${body}${timestamp}`).digest('base64');
  const headers = {
    ...{ 'content-type': 'application/json', 'x-hubspot-signature-v3': signature },
    'x-hubspot-request-timestamp': timestamp,
  };
  return (await fetch(hook, { method: 'POST', headers, body })).status;
}
/** Distinct contents whose key begins so. */
async function events(key: string): Promise<Event[]> {
  await service.settled();
  const contents = new Map((await service.events()).map((event) => [JSON.stringify(event), event]));
  return [...contents.values()].filter((event) => event.key.startsWith(key));
}
async function rejections(): Promise<unknown> {
  return (await service.api('GET', '/v1/rejected')).json['rejected'];
}
const WON = () => event('deal.propertyChange', { objectId: 5, propertyName: 'dealstage', propertyValue: 'closedwon' });

describe('the signature', () => {
  test('is over the address as HubSpot called it, query and escapes included', async () => {
    const { hook } = await hubspot();
    expect(await send(`${hook}?a=%3A%2Fb`, [WON()], `${hook}?a=:/b`)).toBe(202);
    expect(await send(`${hook}?a=1`, [WON()], `${hook}?a=2`)).toBe(401);
  });
  test('of more than five minutes ago, or ahead, is refused', async () => {
    const { hook } = await hubspot();
    expect(await send(hook, [WON()], hook, 300_000)).toBe(202);
    expect(await send(hook, [WON()], hook, 300_001)).toBe(401);
    expect(await send(hook, [WON()], hook, -300_001)).toBe(401);
    expect((await fetch(hook, { method: 'POST', body: '[]' })).status).toBe(401);
  });
});

describe('HubSpot read back', () => {
  test('a changed stage brings the whole deal, its contact, phone and every email', async () => {
    const { hook } = await hubspot();
    expect(await send(hook, [WON(), WON()])).toBe(202);
    const [read] = await events('deal/5/read');
    expect(read).toMatchObject({
      occurredAt: Date.UTC(2026, 2, 2, 9, 15, 0, 640),
      createdAt: Date.UTC(2026, 2, 1, 9, 15),
      ...{ status: 'won', stage: 'closedwon', manager: 'Анна', amount: { amount: '34500.00', currency: 'EUR' } },
      statedOrigin: { source: 'google' },
    });
    expect(await events('link/')).toMatchObject([{ key: 'link/5/104', crmContactId: 'hubspot/104' }]);
    expect(await events('contact/104/read')).toMatchObject([
      { personal: { phone: '+79000000142', email: 'ivan@example.com', name: 'Иван Тестов' } },
      { personal: { phone: null, email: 'old@example.com' } },
    ]);
    expect(api.asked.map((path) => path.replace(/properties=[^&]*/, ''))).toEqual([
      '/crm/v3/objects/deals/5?&associations=contacts',
      '/crm/v3/objects/contacts/104?',
    ]);
    expect([...api.tokens]).toEqual(['Bearer pat-token']);
    expect(service.logged()).not.toMatch(/pat-token/);
  });

  const TROUBLES: [string, FakeAnswer][] = [
    ['429', { status: 429, json: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'SECONDLY' } }],
    ['502 in HTML', { status: 502, text: '<html>' }],
    ['HTML with 200', { status: 200, text: '<html>' }],
  ];
  test.each(TROUBLES)('%s once is overcome on the spot', async (_, trouble) => {
    const usual = api.answer;
    api.answer = (path, nth) => (nth === 1 ? trouble : usual(path, nth));
    const { hook } = await hubspot();
    await send(hook, [WON()]);
    expect(await events('contact/104/read')).toHaveLength(2);
    expect(await rejections()).toEqual([]);
  });

  test('a deal that was archived is counted as gone', async () => {
    api.answer = () => ({
      status: 404,
      json: { status: 'error', message: 'resource not found', category: 'OBJECT_NOT_FOUND' },
    });
    const { id, hook } = await hubspot();
    await send(hook, [WON()]);
    await service.settled();
    expect(service.app.health.of(id).ignoredBy).toEqual({ gone: 1 });
  });

  test('a record that was merged before it was asked for is one with what it went into', async () => {
    const usual = api.answer;
    api.answer = (path, nth) =>
      path.includes('/deals/5?')
        ? { status: 200, json: hubspotDeal('9', { hs_merged_object_ids: '5;6' }) }
        : path.includes('/contacts/104?')
          ? { status: 200, json: hubspotContact('200', { hs_merged_object_ids: '104' }) }
          : usual(path, nth);
    const { hook } = await hubspot();
    await send(hook, [WON()]);
    expect(await events('deal/5/merged')).toMatchObject([{ dealId: 'hubspot/5', mergedInto: 'hubspot/9' }]);
    expect(await events('deal/9/read')).toMatchObject([{ dealId: 'hubspot/9', status: 'won' }]);
    const joined = (await events('contact/')).filter(({ key }) => key.endsWith('/merged/200'));
    expect(joined).toMatchObject([
      { crmContactId: 'hubspot/104', visitorId: 'hubspot/merged-contact/200' },
      { crmContactId: 'hubspot/200', visitorId: 'hubspot/merged-contact/200' },
    ]);
  });

  test('another record than was asked for is rejected', async () => {
    api.answer = () => ({ status: 200, json: hubspotDeal('9') });
    const { hook } = await hubspot();
    await send(hook, [WON()]);
    await service.settled();
    expect(await rejections()).toMatchObject([{ reason: 'bad_value', detail: 'deal/5: the answer is another record' }]);
  });

  test('a contact taken from a deal leaves it, one put back comes back', async () => {
    const { hook } = await hubspot();
    const association = (associationRemoved: boolean, occurredAt: number): object =>
      event('deal.associationChange', {
        ...{ associationType: 'DEAL_TO_CONTACT', fromObjectId: 5, toObjectId: 104, associationRemoved, occurredAt },
      });
    /** The content that counts: the greatest generation, then the latest time. */
    const counts = async (): Promise<boolean> => {
      const contents = await events('link/5/104');
      const last = contents.sort((a, b) => a.generation - b.generation || a.occurredAt - b.occurredAt).at(-1);
      return last?.retracted === false;
    };
    await send(hook, [WON()]);
    expect(await counts()).toBe(true);
    const usual = api.answer;
    api.answer = (path, nth) =>
      path.includes('deals') ? { status: 200, json: hubspotDeal('5', {}, []) } : usual(path, nth);
    await send(hook, [association(true, 1772442950000)]);
    expect(await counts()).toBe(false);
    api.answer = usual;
    await send(hook, [association(false, 1772442960000)]);
    expect(await counts()).toBe(true);
  });
});
