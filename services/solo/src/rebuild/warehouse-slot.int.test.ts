import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { createOutageLog, createLogger } from '@throughline/runtime';
import { ensureWorkspace, openSettings, type SettingsStore } from '@throughline/settings';
import { sql } from '@throughline/warehouse';
import { openDataDirectory, type DataDirectory } from '../data-directory/data-directory.ts';
import { SOLO_TOPICS } from '../solo-topics.ts';
import { temporaryDirectory } from '../test/process/temporary-directory.ts';
import { newWarehouseName, openWarehouseSlot, type WarehouseSlot } from './warehouse-slot.ts';

const now = (): number => Date.UTC(2026, 10, 26);
let temporary: ReturnType<typeof temporaryDirectory>;
let directory: DataDirectory;
let log: EventLog;
let settings: SettingsStore;
let slot: WarehouseSlot;
let lost: string[];
let first: string;

beforeEach(async () => {
  temporary = temporaryDirectory('slot');
  directory = openDataDirectory(temporary.path, undefined);
  log = createMemoryLog({ topics: SOLO_TOPICS, now });
  settings = await openSettings(log, directory.masterKey());
  await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
  lost = [];
  first = newWarehouseName();
  directory.switchTo({ directory: first, run: 'a' });
  slot = await openWarehouseSlot(
    {
      log,
      directory,
      settings,
      now,
      outages: createOutageLog(createLogger({ level: 'silent', name: 'test' }), now),
      onStatement: () => undefined,
      onLeftBehind: () => undefined,
      onLost: (name) => lost.push(name),
    },
    { directory: first, run: 'a' },
  );
});
afterEach(async () => {
  await slot.stop();
  settings.stop();
  await log.close();
  temporary.remove();
});

/** A directory that the engine does not open. */
function garbage(name: string): void {
  const metadata = join(directory.warehouse(name), 'metadata', 'default');
  mkdirSync(metadata, { recursive: true });
  for (const file of [...readdirSync(metadata), 'fact.sql']) writeFileSync(join(metadata, file), 'garbage');
}
const beginning = (): Promise<{ record: number[]; attribute: number[] }> =>
  Promise.resolve({ record: [0], attribute: [0] });
const answers = (): Promise<unknown> => slot.warehouse.select(sql`SELECT count() AS rows FROM fact`);

test('when the next one does not open, the former one comes back', async () => {
  garbage('next');
  await expect(slot.switchTo({ directory: 'next', run: 'b' }, beginning)).rejects.toThrow();
  expect(await answers()).toEqual([{ rows: '0' }]);
  expect([slot.current().directory, directory.current()?.directory, lost]).toEqual([first, first, []]);
});

test('when neither opens, an empty one takes their place, as at a start', async () => {
  garbage('next');
  garbage(first);
  await expect(slot.switchTo({ directory: 'next', run: 'b' }, beginning)).rejects.toThrow();
  expect(await answers()).toEqual([{ rows: '0' }]);
  expect(lost).toEqual([first]);
  const { directory: name, run } = slot.current();
  expect([name === first, name === 'next', run]).toEqual([false, false, 'a']);
  expect(directory.current()).toMatchObject({ directory: name, run });
});
