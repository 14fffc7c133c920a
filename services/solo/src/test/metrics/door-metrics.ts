import { randomBytes } from 'node:crypto';
import { TOPICS } from '@throughline/events';
import { createMemoryLog, openSpool } from '@throughline/event-log';
import { createWebhooksApp } from '@throughline/ingest-webhooks';
import { normalisePhone } from '@throughline/lookups';
import { createLogger, createMetrics } from '@throughline/runtime';
import { openSettings } from '@throughline/settings';
import { temporaryDirectory } from '../process/temporary-directory.ts';

/** The metrics of a webhooks' door in front of a broker: it has a spool, which one process does without. */
export async function doorMetrics(): Promise<string> {
  const directory = temporaryDirectory('door');
  const topics = Object.values(TOPICS).map((name) => ({ name, partitions: 1, retentionMs: -1 }));
  const log = createMemoryLog({ topics, now: Date.now });
  const settings = await openSettings(log, randomBytes(32));
  const spool = await openSpool({ path: directory.path, now: Date.now });
  const metrics = createMetrics({ defaults: false });
  const door = createWebhooksApp({
    eventLog: log,
    spool,
    settings,
    normalisePhone,
    logger: createLogger({ level: 'silent', name: 'test' }),
    metrics,
    authenticate: () => null,
    now: Date.now,
    publicUrl: null,
  });
  await door.start();
  const text = await metrics.registry.metrics();
  await door.stop();
  await spool.close();
  settings.stop();
  await log.close();
  directory.remove();
  return text;
}
