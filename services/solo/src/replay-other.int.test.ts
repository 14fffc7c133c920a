import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lineSettings, localSteps, recordAndDue } from '@throughline/attribution';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { encodeEvent, parseRejected, TOPICS, type Event, type RejectedRecord } from '@throughline/events';
import { RULES_HASH } from '@throughline/lookups';
import { ensureWorkspace, openSettings, type SettingsStore } from '@throughline/settings';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import { replayOther } from './replay-other.ts';
import { temporaryDirectory } from './test/process/temporary-directory.ts';

const directory = temporaryDirectory('replay-other');
let log: EventLog;
let settings: SettingsStore;
let warehouse: Warehouse;
beforeEach(async () => {
  const names = [TOPICS.events, TOPICS.rejected, TOPICS.settings, TOPICS.conversionsDue];
  log = createMemoryLog({ topics: names.map((name) => ({ name, partitions: 1, retentionMs: -1 })), now: () => 5 });
  settings = await openSettings(log, randomBytes(32));
  await ensure('main');
  warehouse = await createWarehouse({ kind: 'chdb', path: directory.path });
  await warehouse.migrate();
});
afterEach(async () => {
  await warehouse.close();
  settings.stop();
  await log.close();
  directory.remove();
});

const ensure = (id: string): Promise<unknown> =>
  ensureWorkspace(settings, { id, timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });

const REFUND: Event = {
  type: 'refund',
  workspace: 'later',
  source: 'shop',
  key: 'r1',
  id: 'r1',
  occurredAt: Date.UTC(2026, 2, 2),
  receivedAt: Date.UTC(2026, 2, 3),
  settingsVersion: 1,
  generation: 0,
  retracted: false,
  claim: false,
  test: false,
  filled: [],
  raw: null,
  extra: null,
  dealId: 'd1',
  value: { amount: '10.00', currency: 'RUB' },
};

/** What the line says of a record that stands on topic `events`. */
async function rejectedOf(value: Uint8Array): Promise<RejectedRecord> {
  await log.append(TOPICS.events, [{ key: 'k', value }]);
  const records = await log.read(TOPICS.events, 0, 0, 10);
  await recordAndDue(
    { log, steps: localSteps({ warehouse, settings: lineSettings(settings, RULES_HASH) }), epoch: 0 },
    { partition: 0, records, heartbeat: () => Promise.resolve(), isStale: () => false } as never,
  );
  const [found] = await log.read(TOPICS.rejected, 0, 0, 10);
  const record = found === undefined ? null : parseRejected(found.value);
  if (record?.kind !== 'rejected') throw new Error('nothing was rejected');
  return record;
}

const replay = (record: RejectedRecord): Promise<Event | null> => replayOther(settings)(record);

test('a record that no release could decode is kept, and is an event for one that can', async () => {
  const record = await rejectedOf(Buffer.from('written by a newer release'));
  expect(record).toMatchObject({
    workspace: 'main',
    source: 'events',
    reason: 'undecodable_event',
    receivedAt: 5,
    event: { partition: 0, offset: 0 },
    bytes: Buffer.from('written by a newer release').toString('base64'),
  });
  expect(await replay(record)).toBeNull();
  const known = { ...REFUND, workspace: 'main' };
  expect(await replay({ ...record, bytes: Buffer.from(encodeEvent(known)).toString('base64') })).toEqual(known);
});

test('an event of a workspace that is not there is listed under it, and counts once it is', async () => {
  const record = await rejectedOf(encodeEvent(REFUND));
  expect(record).toMatchObject({
    workspace: 'later',
    source: 'shop',
    reason: 'unprojectable_event',
    receivedAt: REFUND.receivedAt,
  });
  expect(await replay(record)).toBeNull();
  await ensure('later');
  expect(await replay(record)).toEqual(REFUND);
});
