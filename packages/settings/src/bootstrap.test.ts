import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { ensureAdminKey } from './ensure-admin-key.ts';
import { ensureWorkspace } from './ensure-workspace.ts';
import { openSettings, type SettingsStore } from './open-settings.ts';
import type { Key } from './schema/key.ts';
import type { SettingsState } from './state/settings-state.ts';
import { generateToken, hashToken, tokenMatches } from './token.ts';

const MAIN = { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' };
const stores: SettingsStore[] = [];
const newLog = () => createMemoryLog({ topics: [{ name: 'settings', partitions: 1, retentionMs: -1 }], now: () => 0 });
async function open(log: EventLog): Promise<SettingsStore> {
  const store = await openSettings(log, Buffer.alloc(32, 7), { refreshEveryMs: 600_000 });
  stores.push(store);
  return store;
}
const keyOf = (state: SettingsState, token: string): Key | null => state.keyByHash(hashToken(token));

afterEach(() => {
  for (const store of stores.splice(0)) store.stop();
});

describe('the default workspace', () => {
  test('is made once, with a hash key of its own that stays', async () => {
    const log = newLog();
    const made = await ensureWorkspace(await open(log), MAIN);
    expect(made).toMatchObject(MAIN);
    expect(made.hashKey).toHaveLength(32);
    expect(new Set(made.hashKey).size).toBeGreaterThan(8);
    const again = await ensureWorkspace(await open(log), { ...MAIN, currency: 'USD' });
    expect(again).toEqual(made);
    expect(await log.endOffsets('settings')).toEqual([1]);
  });

  test('two processes that make it at once agree on one hash key, and so does whoever reads later', async () => {
    const log = newLog();
    const [first, second] = [await open(log), await open(log)];
    await Promise.all([ensureWorkspace(first, MAIN), ensureWorkspace(second, MAIN)]);
    const keys = [first, second, await open(log)].map(async (store) => {
      const key = (await store.refresh()).workspace('main')?.hashKey ?? [];
      return Buffer.from(key).toString('hex');
    });
    const distinct = new Set(await Promise.all(keys));
    expect(distinct.size).toBe(1);
    expect([...distinct][0]).toMatch(/^[0-9a-f]{64}$/);
  });

  test('keeps its hash key whatever is put later', async () => {
    const store = await open(newLog());
    const { hashKey } = await ensureWorkspace(store, MAIN);
    const value = { timeZone: MAIN.timeZone, country: MAIN.country, currency: 'USD' };
    const state = await store.put('workspace', 'main', { ...value, hashKey: '00'.repeat(32) });
    expect(state.workspace('main')).toMatchObject({ currency: 'USD' });
    expect(Buffer.compare(state.workspace('main')!.hashKey, hashKey)).toBe(0);
  });
});

describe('the admin key', () => {
  test('is made at the first start, shown once, and only its hash is kept', async () => {
    const log = newLog();
    const store = await open(log);
    const key = await ensureAdminKey(store);
    expect(key).toMatch(/^tl_[\w-]{43}$/);
    expect(keyOf(store.state(), key!)).toMatchObject({ id: 'admin', scopes: ['admin'] });
    expect(await ensureAdminKey(store)).toBeNull();
    expect(await ensureAdminKey(await open(log))).toBeNull();
    const [record] = await log.read('settings', 0, 0, 1);
    expect(Buffer.from(record!.value).toString()).not.toContain(key!.slice(3));
  });

  test('is the configured one where there is one, and the former opens nothing any more', async () => {
    const log = newLog();
    const store = await open(log);
    const made = (await ensureAdminKey(store))!;
    expect(await ensureAdminKey(store, 'configured-by-the-operator')).toBeNull();
    expect(keyOf(store.state(), made)).toBeNull();
    expect(keyOf(store.state(), 'configured-by-the-operator')?.id).toBe('admin');
    const before = await log.endOffsets('settings');
    await ensureAdminKey(store, 'configured-by-the-operator');
    expect(await log.endOffsets('settings')).toEqual(before);
  });

  test('of what two processes that make it at once show, just one opens', async () => {
    const log = newLog();
    const pair = [await open(log), await open(log)];
    const shown = (await Promise.all(pair.map((store) => ensureAdminKey(store)))).filter((key) => key !== null);
    const state = await pair[0]!.refresh();
    const valid = shown.filter((key) => keyOf(state, key) !== null);
    expect(valid).toHaveLength(1);
  });
});

describe('keys', () => {
  test('are found by what they hash to, and by nothing else', async () => {
    const store = await open(newLog());
    const token = generateToken('tl_');
    const value = { name: 'Reports', hash: hashToken(token), scopes: ['read' as const], workspaces: ['main'] };
    const state = await store.put('key', 'reports', value);
    expect(keyOf(state, token)?.id).toBe('reports');
    for (const wrong of ['', token.slice(1), `${token} `, token.toUpperCase(), value.hash]) {
      expect(keyOf(state, wrong)).toBeNull();
    }
    expect((await store.remove('key', 'reports')).keyByHash(value.hash)).toBeNull();
  });

  test('tokens are compared whole', () => {
    expect(tokenMatches('abc', hashToken('abc'))).toBe(true);
    for (const wrong of ['', 'ab', 'abcd', 'ABC']) expect(tokenMatches(wrong, hashToken('abc'))).toBe(false);
    expect(tokenMatches('abc', '')).toBe(false);
    expect(tokenMatches('abc', 'no hash at all')).toBe(false);
  });

  test('no two generated tokens are alike', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, () => generateToken()));
    expect(tokens.size).toBe(1_000);
  });
});
