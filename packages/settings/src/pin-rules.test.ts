import { createMemoryLog } from '@throughline/event-log';
import { expect, test } from '@jest/globals';
import { openSettings } from './open-settings.ts';
import { pinRules } from './pin-rules.ts';
import { runParameters } from './run-parameters.ts';

const BASE = { timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' };

test('workspaces stay as they were; those made since, and sources, are as they are', async () => {
  const log = createMemoryLog({ topics: [{ name: 'settings', partitions: 1, retentionMs: -1 }], now: () => 1 });
  const store = await openSettings(log, new Uint8Array(32), { refreshEveryMs: 600_000 });
  const seen: number[] = [];
  const unwatch = store.watch(({ version }) => void seen.push(version));
  await store.put('workspace', 'main', BASE);
  const pinned = pinRules(store, store.state());
  await store.put('workspace', 'main', { ...BASE, country: 'KZ', run: { lookbackDays: 30 } });
  await store.put('workspace', 'other', BASE);
  const source = { workspace: 'main', provider: 'amocrm', name: 'CRM', role: 'crm', createdAt: 0 };
  await store.put('source', 'amocrm', source);
  unwatch();
  await store.remove('source', 'none');
  store.stop();

  expect(seen).toEqual([1, 2, 3, 4]);
  const state = pinned.state();
  expect(state.version).toBe(5);
  expect(state.workspaces().map(({ id, country }) => [id, country])).toEqual([
    ['main', 'RU'],
    ['other', 'RU'],
  ]);
  const [was, is] = [runParameters(state, 'main', 'hash'), runParameters(store.state(), 'main', 'hash')];
  expect([was.lookbackDays, is.lookbackDays]).toEqual([90, 30]);
  expect(was.sources).toEqual(is.sources);
  // The country reads phones that came without one.
  expect(was.rules).not.toBe(is.rules);
  expect(state.workspace('nowhere')).toBeNull();
  expect((await pinned.refresh()).workspace('main')?.country).toBe('RU');
});
