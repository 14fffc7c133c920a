import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPipelineStatus, groupsOf, lineSettings, localSteps, startPipeline } from '@throughline/attribution';
import { createKafkaLog, type EventLog, type Subscription } from '@throughline/event-log';
import { encodeEvent, partitionKey, TOPICS } from '@throughline/events';
import { createWebhooksApp, type WebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone, RULES_HASH } from '@throughline/lookups';
import { createLogger, createMetrics, createOutageLog } from '@throughline/runtime';
import { ensureWorkspace, openSettings, type SettingsStore } from '@throughline/settings';
import { findKafka, scenario, type Kafka } from '@throughline/testing';
import { createWarehouse, sql, type Warehouse } from '@throughline/warehouse';
import { SOLO_TOPICS } from '../solo-topics.ts';

/** Topics of a broker that others may write to: what they put there costs nobody anything, and is told where it matters. */
const start = findKafka();
const JUNK = ['', 'a note of mine', '{"a":1}', '\u0000'].map((text) => Buffer.from(text));

(start === null ? describe.skip : describe)('records that another program put on our topics', () => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-foreign-'));
  const lines: string[] = [];
  const foreignSettings: number[] = [];
  let kafka: Kafka;
  let log: EventLog;
  let settings: SettingsStore;
  let warehouse: Warehouse;
  let pipeline: Subscription;
  let hooks: WebhooksApp;

  beforeAll(async () => {
    kafka = await start!();
    log = await createKafkaLog({
      brokers: kafka.brokers,
      clientId: 'foreign',
      topics: SOLO_TOPICS,
      replication: { factor: 1, minInSync: 1 },
    });
    for (const { name } of SOLO_TOPICS)
      await log.append(
        name,
        JUNK.map((value) => ({ key: null, value })),
      );
    settings = await openSettings(log, new Uint8Array(32), {
      onForeign: (offset) => void foreignSettings.push(offset),
    });
    await ensureWorkspace(settings, { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB' });
    warehouse = await createWarehouse({ kind: 'chdb', path: join(directory, 'warehouse') });
    await warehouse.migrate();
    const now = () => Date.now();
    const logger = createLogger({
      level: 'warn',
      name: 'test',
      destination: { write: (line) => void lines.push(line) },
    });
    pipeline = await startPipeline({
      log,
      steps: localSteps({ warehouse, settings: lineSettings(settings, RULES_HASH) }),
      groups: groupsOf('foreign'),
      epoch: 0,
      outages: createOutageLog(logger, now),
    });
    hooks = createWebhooksApp({
      eventLog: log,
      settings,
      normalisePhone,
      authenticate: () => null,
      logger,
      metrics: createMetrics(),
      now,
      publicUrl: null,
    });
    await hooks.start();
  });
  afterAll(async () => {
    await hooks.stop();
    await pipeline.stop();
    settings.stop();
    await warehouse.close();
    await log.close();
    await kafka.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function caughtUp(): Promise<void> {
    const status = createPipelineStatus(log, groupsOf('foreign'), () => 0);
    while (!(await status.status()).caught_up) await sleep(50);
  }

  test('are passed over or listed as rejected, and the next of ours is taken', async () => {
    const event = scenario(3, 20).find(({ type }) => type === 'visit')!;
    const ours = { ...event, workspace: 'main' };
    const unknownSchema = Buffer.from(encodeEvent(ours));
    unknownSchema.writeUInt32BE(999_999, 1);
    await log.append(TOPICS.events, [
      { key: null, value: unknownSchema },
      { key: partitionKey(ours), value: encodeEvent(ours) },
    ]);
    await caughtUp();
    expect(await warehouse.select(sql`SELECT id FROM visit WHERE workspace = 'main'`)).toHaveLength(1);

    expect(foreignSettings).toEqual(JUNK.map((_, offset) => offset));
    expect(settings.state().workspace('main')?.country).toBe('RU');

    const entries = await hooks.rejected.open('main');
    const records = await Promise.all(entries.map((entry) => hooks.rejected.read(entry)));
    const ofEvents = records.filter((record) => record?.event !== null);
    expect(ofEvents).toHaveLength(JUNK.length + 1);
    expect(ofEvents.map((record) => record?.detail)).toContainEqual(expect.stringContaining('999999'));
    expect(ofEvents.map((record) => record?.bytes)).toContain(unknownSchema.toString('base64'));
    expect(records.filter((record) => record?.reason === 'unreadable_record' && record.event === null)).toHaveLength(
      JUNK.length,
    );
    expect(lines.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});
