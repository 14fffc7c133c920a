import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEmbeddedLog, type EventLog, type Retained } from '@throughline/event-log';
import { loadConfig } from '@throughline/runtime';
import { ensureWorkspace, openSettings } from '@throughline/settings';
import { createWarehouse } from '@throughline/warehouse';
import { soloConfig, type SoloConfig } from '../config.ts';
import { openDataDirectory, type DataDirectory } from '../data-directory/data-directory.ts';
import { runOfAll } from '../rebuild/run-of-all.ts';
import { SOLO_TOPICS } from '../solo-topics.ts';
import { temporaryDirectory } from '../test/process/temporary-directory.ts';
import { checkData } from './check-data.ts';
import type { Finding } from './finding.ts';

/** A data directory as a stopped instance leaves it, on real engines; then one thing in it goes wrong. */
const DAY = 86_400_000;
let temporary: ReturnType<typeof temporaryDirectory>;
let directory: DataDirectory;
let config: SoloConfig;

beforeEach(async () => {
  temporary = temporaryDirectory('doctor');
  config = loadConfig(soloConfig, { THROUGHLINE_DATA_DIR: join(temporary.path, 'data') });
  directory = openDataDirectory(config.DATA_DIR, undefined);
  await withLog(async (log) => {
    const settings = await openSettings(log, directory.masterKey());
    await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
    // Has a secret, so that another master key is noticed.
    await settings.put('source', 'mango', {
      workspace: 'main',
      provider: 'mango-office',
      name: 'Mango',
      role: 'telephony',
      tokenHash: 'a'.repeat(64),
      settings: { signingKey: 'salt' },
      enabled: true,
      createdAt: 0,
    });
    await log.append('events', [{ key: 'a', value: Buffer.from('the first event of this log') }]);
    await log.append('events', [{ key: 'a', value: Buffer.from('the last event of this log') }]);
    settings.stop();
    directory.switchTo({ directory: 'one', run: runOfAll(settings.state()) });
  });
  const warehouse = await createWarehouse({ kind: 'chdb', path: directory.warehouse('one') });
  await warehouse.migrate();
  await warehouse.close();
});
afterEach(() => temporary.remove());

async function withLog(work: (log: EventLog & Retained) => Promise<void>, now = () => 0): Promise<void> {
  const log = await createEmbeddedLog({ path: directory.log, topics: SOLO_TOPICS, now });
  await work(log);
  await log.close();
}

async function findings(isRunning = false): Promise<Record<string, Finding>> {
  return Object.fromEntries((await checkData(config, isRunning)).map((finding) => [finding.check, finding]));
}

const states = (found: Record<string, Finding>): Record<string, string> =>
  Object.fromEntries(Object.values(found).map(({ check, state }) => [check, state]));

const WELL = {
  disk: expect.stringMatching(/^(ok|warning)$/),
  'master key': 'ok',
  'end of the log': 'ok',
  'kept for ever': 'ok',
  settings: 'ok',
  warehouse: 'ok',
};

test('a sound directory is well, and stays as it was', async () => {
  const pointer = readFileSync(join(config.DATA_DIR, 'current.json'));
  expect(states(await findings())).toEqual(WELL);
  expect(readFileSync(join(config.DATA_DIR, 'current.json'))).toEqual(pointer);
  // Nothing took the log or the warehouse away from the next start.
  await withLog(async (log) => expect(await log.endOffsets('events')).toEqual([2]));
});

test('beside the process that has it open, it is as well', async () => {
  await withLog(async () => expect(states(await findings(true))).toEqual(WELL));
});

test.each([
  ['that is not there', (path: string) => rmSync(path, { recursive: true }), { 'data directory': 'ok' }],
  ['without a log', (path: string) => rmSync(join(path, 'log'), { recursive: true }), { disk: WELL.disk, log: 'ok' }],
])('a directory %s is what the first start makes', async (_what, change, expected) => {
  change(config.DATA_DIR);
  expect(states(await findings())).toEqual(expected);
});

describe('master key', () => {
  const file = (): string => join(config.DATA_DIR, 'master.key');

  test('gone: a problem, and none is made in its place', async () => {
    rmSync(file());
    const found = await findings();
    expect(found['master key']).toMatchObject({ state: 'problem', detail: expect.stringContaining('is gone') });
    expect(existsSync(file())).toBe(false);
  });
  test('readable by others: a problem', async () => {
    chmodSync(file(), 0o644);
    expect((await findings())['master key']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/chmod 600/),
    });
  });
  test.each([
    ['another one', Buffer.alloc(32, 1).toString('base64'), /sealed with another master key/],
    ['no key at all', 'secret', /32 bytes in base64/],
  ])('%s: the settings cannot be read', async (_what, text, said) => {
    writeFileSync(file(), text);
    const { settings } = await findings();
    expect(settings).toMatchObject({ state: 'problem', detail: expect.stringMatching(said) });
  });
  test('from the configuration: the file is not asked for', async () => {
    const key = readFileSync(file(), 'utf8').trim();
    rmSync(file());
    config = { ...config, MASTER_KEY: key };
    expect(states(await findings())).toEqual(WELL);
  });
});

describe('log', () => {
  const file = (): string => join(directory.log, 'log.mdb');
  /** Changes a byte of a record wherever the file has it. */
  function damage(text: string): void {
    const bytes = readFileSync(file());
    let damaged = 0;
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
      bytes[at] = 0x3f;
      damaged += 1;
    }
    expect(damaged).toBeGreaterThan(0);
    writeFileSync(file(), bytes);
  }

  test('a block at its end was altered: a problem that says where', async () => {
    damage('the last event of this log');
    const found = await findings();
    expect(found['end of the log']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/events.*altered.*restore the log from a backup/),
    });
    expect(found['warehouse']).toMatchObject({ state: 'ok' });
  });

  test('a file that is no log: a problem, not a crash', async () => {
    writeFileSync(file(), Buffer.alloc(65_536, 7));
    expect((await findings())['log']).toMatchObject({ state: 'problem', detail: expect.stringMatching(/no log/) });
  });

  test('a topic that a newer release made larger: a problem that names it', async () => {
    const larger = SOLO_TOPICS.map((topic) => (topic.name === 'events' ? { ...topic, partitions: 2 } : topic));
    await (await createEmbeddedLog({ path: directory.log, topics: larger, now: () => 0 })).close();
    expect((await findings())['log']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/"events" was created with 2 partitions.*newer release/),
    });
  });

  test('events were dropped that are kept for ever: a problem; a topic past its retention is none', async () => {
    const short = SOLO_TOPICS.map((topic) => ({ ...topic, retentionMs: topic.name === 'settings' ? -1 : DAY }));
    const log = await createEmbeddedLog({ path: directory.log, topics: short, now: () => 400 * DAY });
    await log.append('events', [{ key: 'a', value: Buffer.from('of today') }]);
    await log.prune(400 * DAY);
    await log.close();
    const found = await findings();
    expect(found['kept for ever']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/^events begins at 2: /),
    });
    expect(found['end of the log']).toMatchObject({ state: 'ok' });
  });
});

describe('warehouse', () => {
  test('of other rules: a warning that it will be rebuilt', async () => {
    directory.switchTo({ directory: 'one', run: 'of-old' });
    for (const isRunning of [false, true]) {
      expect((await findings(isRunning))['warehouse']).toMatchObject({
        state: 'warning',
        detail: expect.stringMatching(/other rules/),
      });
    }
  });
  test('none, though there are events: a warning', async () => {
    rmSync(directory.warehouse('one'), { recursive: true });
    expect((await findings())['warehouse']).toMatchObject({ state: 'warning', detail: expect.stringMatching(/none/) });
  });
  test('its tables are gone: a problem, and the log has everything', async () => {
    rmSync(directory.warehouse('one'), { recursive: true });
    mkdirSync(directory.warehouse('one'));
    expect((await findings())['warehouse']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/tables are gone.*makes it anew/),
    });
  });
  test('one that was set aside is told of', async () => {
    directory.setAside('one');
    const all = await checkData(config, false);
    expect(all.filter(({ check }) => check === 'warehouse').map(({ state }) => state)).toEqual(['warning', 'warning']);
    expect(all.find(({ check }) => check === 'warehouse')?.detail).toContain('one.broken');
  });
});
