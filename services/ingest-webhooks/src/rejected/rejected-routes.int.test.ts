import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TOPICS } from '@throughline/events';
import { post, startWebhooks, type Harness } from '../test/start-webhooks.ts';
import { RECEIVED_AT } from '../test/translate-with.ts';

let service: Harness;
beforeEach(async () => {
  service = await startWebhooks();
});
afterEach(async () => {
  await service.stop();
});

type Listed = { rejected: Record<string, unknown>[]; total: number; next_cursor?: string };
async function listed(query = ''): Promise<Listed> {
  return (await service.api('GET', `/v1/rejected${query}`, undefined, 'read')).json as unknown as Listed;
}
async function changeSettings(id: string, settings: Record<string, unknown>): Promise<void> {
  await service.change(id, { settings });
}

describe('rejected events', () => {
  test('are listed with reason and original bytes, newest first, by page', async () => {
    const { hook } = await service.source('calltouch');
    const amo = await service.source('amocrm');
    for (let index = 0; index < 5; index += 1) await post(hook, `duration=${index}`);
    await post(amo.hook, 'rockets[add][0][id]=1');
    await service.settled();
    expect((await listed()).total).toBe(6);
    const first = await listed('?source=calltouch&limit=2');
    expect(first.rejected.map(({ bytes }) => Buffer.from(String(bytes), 'base64').toString())).toEqual([
      'duration=4',
      'duration=3',
    ]);
    expect(first.rejected[0]).toMatchObject({
      reason: 'missing_field',
      received_at: new Date(RECEIVED_AT).toISOString(),
      raw: { topic: 'raw' },
      method: 'POST',
    });
    const last = await listed(`?source=calltouch&limit=3&cursor=${first.next_cursor ?? ''}`);
    expect([last.rejected.length, last.next_cursor]).toEqual([3, undefined]);
    expect((await listed('?reason=unknown_event')).rejected).toMatchObject([{ source: 'amocrm' }]);
  });

  test('a page of large ones ends early and says where it goes on', async () => {
    const { hook } = await service.source('calltouch');
    for (let index = 0; index < 8; index += 1) await post(hook, `duration=${index}&pad=${'x'.repeat(900_000)}`);
    await service.settled();
    const found: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Listed = await listed(cursor === '' ? '' : `?cursor=${cursor}`);
      sizes.push(page.rejected.length);
      found.push(...page.rejected.map(({ id }) => String(id)));
      cursor = page.next_cursor;
    }
    expect([sizes, new Set(found).size]).toEqual([[6, 2], 8]);
  });

  test.each([
    ['GET', '/v1/rejected?limit=0', 400],
    ['GET', '/v1/rejected?limt=5', 400],
    ['GET', '/v1/rejected?workspace=main', 200],
    ['GET', '/v1/rejected?reason=nonsense', 400],
    ['GET', '/v1/rejected?cursor=nonsense', 400],
    ['GET', '/v1/rejected?workspace=other', 404],
    ['POST', '/v1/rejected/replay', 403],
  ])('%s %s with a reading key: %s', async (method, path, status) => {
    expect((await service.api(method, path, method === 'POST' ? {} : undefined, 'read')).status).toBe(status);
  });

  test('are read again by the present settings; the original receipt decides', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    await post(hook, 'leads[add][0][id]=5&leads[add][0][status_id]=142&account[id]=2');
    await service.settled();
    expect((await listed()).rejected).toMatchObject([{ reason: 'wrong_account' }]);
    await changeSettings(id, { accountId: 2 });
    service.clock.now += 30 * 86_400_000;
    const { status, json } = await service.api('POST', '/v1/rejected/replay', {});
    expect([status, json]).toEqual([
      200,
      { replayed: 1, accepted: 1, read_backs: 0, still_rejected: 0, not_replayable: 0, remaining: 0 },
    ]);
    expect(await service.events()).toMatchObject([
      { dealId: 'amocrm/5', status: 'won', occurredAt: RECEIVED_AT, receivedAt: RECEIVED_AT },
    ]);
    expect((await listed()).total).toBe(0);
  });

  test('that are rejected again stay listed once, with the present reason', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    await post(hook, 'rockets[add][0][id]=5&account[id]=2');
    await service.settled();
    await changeSettings(id, {});
    const { json } = await service.api('POST', '/v1/rejected/replay', {});
    expect(json).toMatchObject({ replayed: 1, accepted: 0, still_rejected: 1 });
    expect((await listed()).rejected).toMatchObject([{ reason: 'unknown_event' }]);
    // The topic holds the record, what replaced it, and the settlement.
    expect((await service.eventLog.endOffsets(TOPICS.rejected))[0]).toBe(3);
    expect(await service.app.rejected.count('main')).toBe(1);
  });

  test('that a crash made the translator read twice are listed once, and are gone once replayed', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    for (const lead of [5, 6]) await post(hook, `leads[add][0][id]=${lead}&account[id]=2`);
    await service.settled();
    const records = await service.eventLog.read(TOPICS.rejected, 0, 0, 10);
    await service.eventLog.append(TOPICS.rejected, records);
    expect(await service.app.rejected.count('main')).toBe(2);
    expect((await listed()).total).toBe(2);
    await changeSettings(id, {});
    expect((await service.api('POST', '/v1/rejected/replay', {})).json).toMatchObject({ replayed: 2, accepted: 2 });
    expect((await listed()).total).toBe(0);
  });

  test('are counted while they are open, each workspace its own', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    for (const lead of [5, 6]) await post(hook, `leads[add][0][id]=${lead}&account[id]=2`);
    await service.settled();
    expect(await service.app.rejected.count('main')).toBe(2);
    expect(await service.app.rejected.count('other')).toBe(0);
    await changeSettings(id, {});
    await service.api('POST', '/v1/rejected/replay', { limit: 1 });
    expect(await service.app.rejected.count('main')).toBe(1);
  });

  test('a page goes on where it was, though the entry of its cursor was settled meanwhile', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    for (const lead of [5, 6, 7]) await post(hook, `leads[add][0][id]=${lead}&account[id]=2`);
    await service.settled();
    const [newest] = (await listed()).rejected;
    const { next_cursor: cursor = '' } = await listed('?limit=1');
    await changeSettings(id, {});
    await service.api('POST', '/v1/rejected/replay', { ids: [newest?.['id']] });
    const page = await listed(`?cursor=${cursor}`);
    expect([page.rejected.length, page.next_cursor]).toEqual([2, undefined]);
  });

  test('may be replayed one by one, and twice changes nothing', async () => {
    const { id, hook } = await service.source('amocrm', { account_id: 1 });
    for (const lead of [5, 6])
      await post(hook, `leads[add][0][id]=${lead}&leads[add][0][updated_at]=1772442900&account[id]=2`);
    await service.settled();
    await changeSettings(id, {});
    const [newest] = (await listed()).rejected;
    for (const replayed of [1, 0]) {
      expect((await service.api('POST', '/v1/rejected/replay', { ids: [newest?.['id']] })).json).toMatchObject({
        replayed,
      });
    }
    expect(await service.events()).toMatchObject([{ dealId: 'amocrm/6' }]);
    expect((await listed()).total).toBe(1);
  });

  test('of other doors are listed, and left alone where nothing can read them', async () => {
    const foreign = {
      workspace: 'main',
      source: 'api',
      reason: 'clock_out_of_range',
      detail: '/at',
      receivedAt: RECEIVED_AT,
      raw: null,
      bytes: 'e30=',
      headers: {},
    };
    await service.eventLog.append(TOPICS.rejected, [{ key: null, value: Buffer.from(JSON.stringify(foreign)) }]);
    await service.eventLog.append(TOPICS.rejected, [{ key: null, value: Buffer.from('nonsense') }]);
    expect((await listed()).rejected).toMatchObject([{ source: 'api', reason: 'clock_out_of_range', bytes: 'e30=' }]);
    expect((await service.api('POST', '/v1/rejected/replay', {})).json).toMatchObject({
      replayed: 0,
      not_replayable: 1,
    });
    expect((await listed()).total).toBe(1);
  });
});
