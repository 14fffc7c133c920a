import { afterEach, expect, test } from '@jest/globals';
import { DEFAULT_RUN } from '@throughline/domain';
import { createMemoryLog } from '@throughline/event-log';
import { openSettings, type SettingsStore } from './open-settings.ts';
import { runParameters } from './run-parameters.ts';
import type { ValueOf } from './schema/kind.ts';

const WORKSPACE: ValueOf['workspace'] = { timeZone: 'Asia/Almaty', country: 'KZ', currency: 'KZT' };
let store: SettingsStore;

async function open(workspace: Partial<ValueOf['workspace']> = {}): Promise<SettingsStore> {
  const log = createMemoryLog({ topics: [{ name: 'settings', partitions: 1, retentionMs: -1 }], now: () => 0 });
  store = await openSettings(log, Buffer.alloc(32, 7), { refreshEveryMs: 600_000 });
  await store.put('workspace', 'main', { ...WORKSPACE, ...workspace });
  return store;
}
const addSource = (id: string, role: string, createdAt: number, workspace = 'main') =>
  store.put('source', id, { workspace, provider: id, name: id, role, createdAt });

afterEach(() => store.stop());

test('are the defaults, but for what the workspace says', async () => {
  const rates = [{ currency: 'USD', date: '2026-08-01', rate: '480.25' }];
  await open({ rates, run: { lookbackDays: 30, journeyEnd: 'conversion' } });
  const { rules, ...run } = runParameters(store.state(), 'main', 'tables');
  expect(rules).toMatch(/^[0-9a-f]{64}$/);
  expect({ ...run, rules: '' }).toEqual({
    ...DEFAULT_RUN,
    timeZone: 'Asia/Almaty',
    currency: 'KZT',
    rates,
    lookbackDays: 30,
    journeyEnd: 'conversion',
  });
});

test('rank sources by role, then by age: call tracking, telephony, CRM, the rest', async () => {
  await open();
  await addSource('amocrm', 'crm', 1);
  await addSource('form', 'form', 2);
  await addSource('mango', 'telephony', 3);
  await addSource('calltouch-2', 'call_tracking', 5);
  await addSource('calltouch', 'call_tracking', 4);
  await addSource('elsewhere', 'call_tracking', 0, 'other');
  const { sources } = runParameters(store.state(), 'main', 'tables');
  const order = Object.entries(sources).sort(([, a], [, b]) => a.rank - b.rank);
  expect(order.map(([id, { role }]) => [id, role])).toEqual([
    ['calltouch', 'call_tracking'],
    ['calltouch-2', 'call_tracking'],
    ['mango', 'telephony'],
    ['amocrm', 'crm'],
    ['form', 'other'],
  ]);
});

test('a site ranks behind every other source, also behind one that is not listed', async () => {
  await open();
  const settings = { siteKey: 'k', hosts: ['shop.example'] };
  await store.put('source', 'site', { workspace: 'main', provider: 'site', name: 'Shop', settings, createdAt: 1 });
  await addSource('form', 'form', 2);
  const { sources } = runParameters(store.state(), 'main', 'tables');
  expect(sources['site']?.rank).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  expect(sources['form']?.rank).toBeLessThan(Number.MAX_SAFE_INTEGER);
});

test('a new source changes the rank of no other', async () => {
  await open();
  await addSource('amocrm', 'crm', 1);
  await addSource('mango', 'telephony', 2);
  const before = runParameters(store.state(), 'main', 'tables').sources;
  await addSource('calltouch', 'call_tracking', 3);
  expect(runParameters(store.state(), 'main', 'tables').sources).toMatchObject(before);
});

test.each<[string, Partial<ValueOf['workspace']>, string, boolean]>([
  ['the same', {}, 'tables', true],
  ['other tables', {}, 'other tables', false],
  ['a channel rule', { channelRules: [{ source: 'avito', channel: 'Affiliate' }] }, 'tables', false],
  ['an excluded phone', { exclusions: { phones: ['+74950000000'] } }, 'tables', false],
  ['an excluded referrer', { referrerExclusions: ['pay.example'] }, 'tables', false],
  ['a campaign rule (applied at read)', { campaignRules: [{ kind: 'exact', value: 'a', name: 'b' }] }, 'tables', true],
])('rules of a run and %s', async (_, change, tables, alike) => {
  await open();
  const before = runParameters(store.state(), 'main', 'tables').rules;
  await store.put('workspace', 'main', { ...WORKSPACE, ...change });
  expect(runParameters(store.state(), 'main', tables).rules === before).toBe(alike);
});

test('of no workspace are an error', async () => {
  await open();
  expect(() => runParameters(store.state(), 'nowhere', '')).toThrow(
    expect.objectContaining({ code: 'workspace_unknown' }),
  );
});
