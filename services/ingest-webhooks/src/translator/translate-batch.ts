import { type RawRecord, TOPICS, unframeRawRecord } from '@throughline/events';
import type { Batch, EventLog } from '@throughline/event-log';
import { rejected } from '../provider/translation.ts';
import type { SettingsStore } from '@throughline/settings';
import { sourceSetup } from '../source/source-setup.ts';
import { outcomeOf, type Outcome } from './translated-records.ts';
import { translateRaw, type TranslateDeps } from './translate-raw.ts';

export interface TranslateBatchDeps extends TranslateDeps {
  readonly eventLog: EventLog;
  readonly settings: SettingsStore;
  /** Told of every outcome once it is durable. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * One batch of `raw`: every record to events, a rejected record, requests to read back. Resolves when all of it is
 * durable; a crash before that repeats the batch, and equal contents are one (at least once).
 */
export async function translateBatch(batch: Batch, deps: TranslateBatchDeps): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const record of batch.records) {
    const raw = { partition: batch.partition, offset: record.offset };
    const framed = unframeRawRecord(record.value);
    if (framed === null) {
      const foreign = foreignRecord(record.value, record.appendedAt);
      outcomes.push(outcomeOf(foreign, raw, rejected('unreadable_record', 'the record of topic raw is not framed')));
      continue;
    }
    const setup = sourceSetup(await deps.settings.stateAt(framed.settingsVersion), framed.source);
    outcomes.push(outcomeOf(framed, raw, translateRaw(framed, raw, setup, deps)));
  }
  await appendOutcomes(deps.eventLog, outcomes);
  outcomes.forEach(deps.onOutcome);
}

/** Appends what translations yield, the events first: whoever asks for more must find them there. */
export async function appendOutcomes(eventLog: EventLog, outcomes: readonly Outcome[]): Promise<void> {
  const all = (kind: keyof Outcome['records']) => outcomes.flatMap((outcome) => outcome.records[kind]);
  for (const [topic, records] of [
    [TOPICS.events, all('events')],
    [TOPICS.rejected, all('rejected')],
    [TOPICS.readBacks, all('readBacks')],
  ] as const) {
    if (records.length > 0) await eventLog.append(topic, records);
  }
}

/** Where what names no workspace is listed. */
const DEFAULT_WORKSPACE = 'main';

function foreignRecord(body: Uint8Array, receivedAt: number): RawRecord {
  const request = { method: '', rest: '', query: '', headers: {}, receivedAt, body };
  return { workspace: DEFAULT_WORKSPACE, source: '', settingsVersion: 0, requestId: '', request };
}
