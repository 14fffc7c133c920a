import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { openSettings, type SettingsStore } from './open-settings.ts';
import type { ValueOf } from './schema/kind.ts';
import { hashToken } from './token.ts';

const MASTER_KEY = Buffer.alloc(32, 7);
const WORKSPACE: ValueOf['workspace'] = { timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' };
const SOURCE: ValueOf['source'] = {
  workspace: 'main',
  provider: 'calltouch',
  name: 'Calltouch',
  role: 'call_tracking',
  tokenHash: hashToken('token'),
  settings: {
    timeZone: 'Europe/Moscow',
    secret: 'clear-secret',
    signingKey: 'clear-signing',
    stageMap: { won: 'won' },
  },
  createdAt: 1,
};

const stores: SettingsStore[] = [];
const newLog = () => createMemoryLog({ topics: [{ name: 'settings', partitions: 1, retentionMs: -1 }], now: () => 0 });
async function open(log: EventLog, masterKey: Uint8Array = MASTER_KEY): Promise<SettingsStore> {
  const store = await openSettings(log, masterKey, { refreshEveryMs: 600_000 });
  stores.push(store);
  return store;
}
const bytesOf = async (log: EventLog): Promise<string> =>
  (await log.read('settings', 0, 0, 1_000)).map(({ value }) => Buffer.from(value).toString('utf8')).join('\n');

afterEach(() => {
  for (const store of stores.splice(0)) store.stop();
});

describe('the fold', () => {
  test('of nothing is empty', async () => {
    const state = (await open(newLog())).state();
    expect(state.version).toBe(0);
    expect([state.workspace('main'), state.source('s'), state.key('k'), state.keyByHash('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('takes a value written after a version only where nothing was written since, the same for every reader', async () => {
    const log = newLog();
    const [one, other] = [await open(log), await open(log)];
    const { version } = await one.put('source', 's', SOURCE);
    await one.put('source', 'another', SOURCE);
    expect(await one.putAfter('source', 's', { ...SOURCE, name: 'first' }, version)).not.toBeNull();
    // It has read nothing of that yet.
    expect(await other.putAfter('source', 's', { ...SOURCE, name: 'too late' }, version)).toBeNull();
    expect(await other.putAfter('source', 'new', SOURCE, 0)).not.toBeNull();
    expect(await one.putAfter('source', 'new', { ...SOURCE, name: 'too late' }, 0)).toBeNull();
    for (const store of [one, other, await open(log)]) {
      const state = await store.refresh();
      expect(state.source('s')).toMatchObject({ name: 'first' });
      expect(state.source('new')).toMatchObject({ name: SOURCE.name });
      expect([state.versionOf('source', 's'), state.version]).toEqual([3, 6]);
    }
  });

  test('takes the last value of each setting, in the order of the log', async () => {
    const log = newLog();
    const store = await open(log);
    await store.put('source', 'b', { ...SOURCE, name: 'first', createdAt: 2 });
    await store.put('source', 'a', SOURCE);
    await store.put('source', 'b', { ...SOURCE, name: 'second', createdAt: 2 });
    await store.put('source', 'other', { ...SOURCE, workspace: 'elsewhere' });
    for (const state of [store.state(), (await open(log)).state()]) {
      expect(state.version).toBe(4);
      expect(state.source('b')).toMatchObject({ id: 'b', name: 'second' });
      expect(state.sources('main').map(({ id }) => id)).toEqual(['a', 'b']);
    }
  });

  test('records are keyed by kind and id, and versions are offsets + 1', async () => {
    const log = newLog();
    const store = await open(log);
    expect((await store.put('workspace', 'main', WORKSPACE)).version).toBe(1);
    expect((await store.put('source', 's', SOURCE)).version).toBe(2);
    const records = await log.read('settings', 0, 0, 10);
    expect(records.map(({ key }) => key)).toEqual(['workspace:main', 'source:s']);
    expect([store.state().versionOf('workspace', 'main'), store.state().versionOf('source', 's')]).toEqual([1, 2]);
  });

  test('fills in what was left out', async () => {
    const state = await (await open(newLog())).put('workspace', 'main', WORKSPACE);
    expect(state.workspace('main')).toMatchObject({
      rates: [],
      exclusions: { addresses: [], phones: [], visitors: [] },
      referrerExclusions: [],
      run: {},
    });
  });

  test('passes over kinds of newer releases, and names the version it cannot read', async () => {
    const log = newLog();
    await log.append('settings', [{ key: 'dream:1', value: Buffer.from('{"kind":"dream","id":"1","value":{"a":1}}') }]);
    const store = await open(log);
    expect((await store.put('workspace', 'main', WORKSPACE)).version).toBe(2);
    const damaged = newLog();
    const unreadable = '{"kind":"source","id":"s","value":{"name":1}}';
    await damaged.append('settings', [{ key: 'x', value: Buffer.from(unreadable) }]);
    await expect(open(damaged)).rejects.toMatchObject({
      code: 'setting_unreadable',
      message: expect.stringContaining('1'),
    });
  });

  test('passes over what another program wrote, and says where', async () => {
    const log = newLog();
    const foreign = ['not json', '', 'null', '[]', '"text"', '{"id":"x"}', '{"kind":1,"id":"x","value":null}'];
    await log.append(
      'settings',
      foreign.map((text) => ({ key: null, value: Buffer.from(text) })),
    );
    const offsets: number[] = [];
    const store = await openSettings(log, MASTER_KEY, { onForeign: (offset) => void offsets.push(offset) });
    expect(offsets).toEqual(foreign.map((_, offset) => offset));
    const state = await store.put('workspace', 'main', WORKSPACE);
    expect([state.version, state.workspace('main')?.country]).toEqual([foreign.length + 1, 'RU']);
    expect(offsets).toHaveLength(foreign.length);
    store.stop();
  });

  test('a removed setting is gone, and what was received under it still finds it', async () => {
    const store = await open(newLog());
    const { version } = await store.put('source', 's', SOURCE);
    const after = await store.remove('source', 's');
    expect(after.source('s')).toBeNull();
    expect(await store.sourceAt('s', version)).toMatchObject({ name: 'Calltouch' });
  });
});

describe('history', () => {
  test('gives a source as it was at each version', async () => {
    const store = await open(newLog());
    await store.put('source', 's', { ...SOURCE, name: 'one' });
    await store.put('source', 'unrelated', SOURCE);
    await store.put('source', 's', { ...SOURCE, name: 'three', settings: { secret: 'later' } });
    const names = [];
    for (let version = 0; version <= 4; version += 1) names.push((await store.sourceAt('s', version))?.name ?? null);
    expect(names).toEqual([null, 'one', 'one', 'three', 'three']);
    expect((await store.sourceAt('s', 2))?.settings).toMatchObject({ secret: 'clear-secret' });
  });

  test('a state never changes once it was given', async () => {
    const store = await open(newLog());
    const before = await store.put('source', 's', SOURCE);
    await store.put('source', 's', { ...SOURCE, name: 'later' });
    await store.put('source', 't', SOURCE);
    expect(before.source('s')?.name).toBe('Calltouch');
    expect(before.sources('main')).toHaveLength(1);
    expect(store.state().source('s')?.name).toBe('later');
  });

  test('of a version another process wrote reads on to it', async () => {
    const log = newLog();
    const [writer, reader] = [await open(log), await open(log)];
    const { version } = await writer.put('source', 's', SOURCE);
    expect(reader.state().source('s')).toBeNull();
    expect(await reader.sourceAt('s', version)).toMatchObject({ id: 's' });
  });
});

describe('several processes', () => {
  test('write at once, and each sees both after reading on', async () => {
    const log = newLog();
    const [first, second] = [await open(log), await open(log)];
    await Promise.all([first.put('source', 'a', SOURCE), second.put('source', 'b', SOURCE)]);
    const states = [await first.refresh(), await second.refresh()];
    for (const state of states) {
      expect(state.version).toBe(2);
      expect(state.sources('main').map(({ id }) => id)).toEqual(['a', 'b']);
    }
  });

  test('of many concurrent writes to one setting all see the same last one', async () => {
    const log = newLog();
    const [first, second] = [await open(log), await open(log)];
    const writes = Array.from({ length: 20 }, (_, n) =>
      (n % 2 === 0 ? first : second).put('source', 's', { ...SOURCE, name: `write ${n}` }),
    );
    for (const [n, state] of (await Promise.all(writes)).entries()) {
      expect(state.version).toBeGreaterThan(n);
    }
    const [a, b] = [await first.refresh(), await second.refresh()];
    expect(a.version).toBe(20);
    expect(a.source('s')).toEqual(b.source('s'));
  });

  test('reading on sees everything written before it was asked for, though another reading is under way', async () => {
    const log = newLog();
    const [writer, reader] = [await open(log), await open(log)];
    const early = reader.refresh();
    await writer.put('source', 's', SOURCE);
    expect((await reader.refresh()).source('s')).not.toBeNull();
    await early;
  });

  test('a store reads on by itself', async () => {
    const log = newLog();
    const reader = await openSettings(log, MASTER_KEY, { refreshEveryMs: 5 });
    stores.push(reader);
    await (await open(log)).put('source', 's', SOURCE);
    while (reader.state().source('s') === null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(reader.state().version).toBe(1);
  });
});

describe('secrets', () => {
  test('are never in clear in the log, and are in clear in the state', async () => {
    const log = newLog();
    const store = await open(log);
    const nested = { crm: { apiToken: 'clear-token', password: ['clear-password'] } };
    await store.put('source', 's', { ...SOURCE, settings: { ...SOURCE.settings, ...nested } });
    const state = await store.put('workspace', 'main', { ...WORKSPACE, hashKey: 'ab'.repeat(32) });
    const bytes = await bytesOf(log);
    expect(bytes).not.toContain('clear-');
    expect(bytes).not.toContain('abababab');
    expect(bytes).not.toContain(Buffer.from('ab'.repeat(32), 'hex').toString('base64'));
    expect(bytes).toContain('Europe/Moscow');
    expect(state.source('s')?.settings).toEqual({ ...SOURCE.settings, ...nested });
    expect(Buffer.from(state.workspace('main')?.hashKey ?? []).toString('hex')).toBe('ab'.repeat(32));
  });

  test('one secret is sealed differently each time', async () => {
    const log = newLog();
    const store = await open(log);
    await store.put('source', 's', SOURCE);
    await store.put('source', 's', SOURCE);
    const [first, second] = (await bytesOf(log)).split('\n');
    expect(first).not.toBe(second);
  });

  test('a text that looks sealed is a secret like any other', async () => {
    const store = await open(newLog());
    const state = await store.put('source', 's', { ...SOURCE, settings: { secret: 'sealed:1:AAAA' } });
    expect(state.source('s')?.settings).toEqual({ secret: 'sealed:1:AAAA' });
  });

  test('another master key is refused with a clear error', async () => {
    const log = newLog();
    await (await open(log)).put('workspace', 'main', WORKSPACE);
    await expect(open(log, Buffer.alloc(32, 8))).rejects.toMatchObject({
      code: 'master_key_wrong',
      message: expect.stringContaining('another master key'),
    });
    await expect(open(newLog(), Buffer.alloc(16))).rejects.toThrow('32 bytes');
  });

  test('a sealed secret moved to another source is refused, and so is an altered one', async () => {
    const log = newLog();
    await (await open(log)).put('source', 's', SOURCE);
    const record = await bytesOf(log);
    const sealed = /sealed:1:[\w-]+/.exec(record)![0];
    const altered = sealed.slice(0, 20) + (sealed[20] === 'A' ? 'B' : 'A') + sealed.slice(21);
    for (const forged of [record.replace('"id":"s"', '"id":"thief"'), record.replace(sealed, altered)]) {
      const forgedLog = newLog();
      await forgedLog.append('settings', [{ key: 'source:s', value: Buffer.from(forged) }]);
      await expect(open(forgedLog)).rejects.toMatchObject({ code: 'master_key_wrong' });
    }
  });
});

describe('what is not valid', () => {
  test.each<[string, Partial<ValueOf['workspace']>, string]>([
    ['a time zone nobody has', { timeZone: 'Europe/Atlantis' }, '/timeZone'],
    ['a country in small letters', { country: 'ru' }, '/country'],
    ['a currency of four letters', { currency: 'RUBL' }, '/currency'],
    ['a short hash key', { hashKey: 'ab' }, '/hashKey'],
    ['a rate that is no decimal', { rates: [{ currency: 'USD', date: '2026-08-01', rate: '1e3' }] }, '/rates/0/rate'],
    ['a date that does not exist', { rates: [{ currency: 'USD', date: '2026-02-30', rate: '1' }] }, '/rates/0/date'],
    ['a lookback of no days', { run: { lookbackDays: 0 } }, '/run/lookbackDays'],
  ])('%s is refused, nothing is written', async (_, change, pointer) => {
    const log = newLog();
    const store = await open(log);
    await expect(store.put('workspace', 'main', { ...WORKSPACE, ...change })).rejects.toMatchObject({
      code: 'setting_invalid',
      issues: [{ pointer }],
    });
    expect(await log.endOffsets('settings')).toEqual([0]);
  });

  test('a field nobody knows is refused, a source setting nobody knows is kept', async () => {
    const store = await open(newLog());
    const misspelt = { ...WORKSPACE, timezone: 'UTC' } as ValueOf['workspace'];
    await expect(store.put('workspace', 'main', misspelt)).rejects.toMatchObject({ code: 'setting_invalid' });
    const state = await store.put('source', 's', { ...SOURCE, settings: { counterId: 42 } });
    expect(state.source('s')?.settings).toEqual({ counterId: 42 });
  });
});
