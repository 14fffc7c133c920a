import { type RawRecord, TOPICS, unframeRawRecord } from '@throughline/events';
import type { Batch, EventLog } from '@throughline/event-log';
import { apiFailure, type CallOptions } from '../api/call-api.ts';
import type { ApiHealthBook } from '../api/api-health.ts';
import { askingOf, type SourcePace } from '../api/source-pace.ts';
import type { OpenReadBack } from '../provider/bind-provider.ts';
import { rejected } from '../provider/translation.ts';
import type { SettingsStore } from '@throughline/settings';
import { sourceSetup } from '../source/source-setup.ts';
import { appendOutcomes } from '../translator/translate-batch.ts';
import { translateReadBack, type TranslateDeps } from '../translator/translate-raw.ts';
import { outcomeOf, type Outcome } from '../translator/translated-records.ts';
import { askProvider, type ApiAnswer } from './ask-provider.ts';
import { encodeReadBack, parseReadBack, type ReadBackRecord } from './read-back-record.ts';

export interface ReadBackDeps extends TranslateDeps {
  readonly eventLog: EventLog;
  readonly settings: SettingsStore;
  readonly pace: SourcePace;
  readonly ask: CallOptions;
  /** Rounds after which a request is given up and rejected. */
  readonly maxAttempts: number;
  readonly onOutcome: (outcome: Outcome) => void;
  readonly apiHealth: Pick<ApiHealthBook, 'record'>;
  /** Told of every answer of an API. */
  readonly onAnswer: (answer: ApiAnswer) => void;
}

/**
 * One batch of requests to read back. Sources go side by side; within a source one after the other, each entity
 * once however often it is asked for. The first failure lets the source rest: what remains of it goes to the later
 * topic unasked, so that a CRM that does not answer holds up no other source.
 */
export async function readBackBatch(batch: Batch, deps: ReadBackDeps): Promise<void> {
  const asked = batch.records.map((record) => parseReadBack(record.value)).filter((record) => record !== null);
  const bySource = grouped(asked, (record) => record.source);
  await Promise.all([...bySource].map(([source, records]) => readBackSource(source, records, batch, deps)));
}

/**
 * The same for `read-backs-later`: every record waits the same pause from its entry on, so the topic is in order of
 * due times and waiting for its head delays nothing that is due.
 */
export async function readBackLaterBatch(batch: Batch, deps: ReadBackDeps & LaterOptions): Promise<void> {
  const dueAt = Math.max(...batch.records.map((record) => record.appendedAt)) + deps.laterMs;
  for (let wait = dueAt - deps.now(); wait > 0; wait = dueAt - deps.now()) {
    if (batch.isStale()) throw new Error('the partition was taken away');
    await batch.heartbeat();
    await deps.sleep(Math.min(wait, 1000));
  }
  await readBackBatch(batch, deps);
}

export interface LaterOptions {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly laterMs: number;
}

function grouped<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

async function readBackSource(
  source: string,
  records: readonly ReadBackRecord[],
  batch: Batch,
  deps: ReadBackDeps,
): Promise<void> {
  for (const same of grouped(records, ({ entity, id }) => `${entity}/${id}`).values()) {
    const [first] = same;
    if (first === undefined) continue;
    await batch.heartbeat();
    if (batch.isStale()) throw new Error('the partition was taken away');
    const answer = await answerFor(source, first, deps);
    for (const record of same) await settle(record, answer, deps);
  }
}

/** The source's present access: a token may have been replaced since the message came. */
function accessOf(source: string, deps: ReadBackDeps): OpenReadBack | null {
  const setup = sourceSetup(deps.settings.state(), source);
  const opened = setup === null ? null : deps.providers.byName(setup.source.provider)?.open(setup.source.settings);
  return opened?.kind === 'open' ? opened.provider.readBack : null;
}

const NO_ACCESS = apiFailure('no_access', 'the source has no access to the API');

async function answerFor(source: string, record: ReadBackRecord, deps: ReadBackDeps): Promise<ApiAnswer> {
  const planned = accessOf(source, deps);
  if (planned === null) return NO_ACCESS;
  const answer = await deps.pace.run<ApiAnswer>(askingOf(source, planned), async () => {
    const access = accessOf(source, deps);
    if (access === null) return NO_ACCESS;
    const tried = await askProvider(access, access.path(record.entity, record.id), deps.ask);
    deps.onAnswer(tried);
    return tried;
  });
  deps.apiHealth.record(source, answer);
  return answer;
}

async function settle(record: ReadBackRecord, answer: ApiAnswer, deps: ReadBackDeps): Promise<void> {
  if (answer.kind === 'failed') return postpone(record, answer.detail, deps);
  const setup = sourceSetup(await deps.settings.stateAt(record.settingsVersion), record.source);
  const found = answer.kind === 'found' ? answer.tree : null;
  const translation = translateReadBack(record, found, record, record.raw, setup, deps);
  const failed = translation.kind === 'rejected' || translation.rejected.length > 0;
  await conclude(outcomeOf(await originalOf(record, failed, deps), record.raw, translation), deps);
}

async function postpone(record: ReadBackRecord, detail: string, deps: ReadBackDeps): Promise<void> {
  const attempt = record.attempt + 1;
  if (attempt < deps.maxAttempts) {
    const value = encodeReadBack({ ...record, attempt });
    await deps.eventLog.append(TOPICS.readBacksLater, [{ key: record.source, value }]);
    return;
  }
  const verdict = rejected('read_back_failed', `${record.entity}/${record.id}: ${detail}`);
  await conclude(outcomeOf(await originalOf(record, true, deps), record.raw, verdict), deps);
}

async function conclude(outcome: Outcome, deps: ReadBackDeps): Promise<void> {
  await appendOutcomes(deps.eventLog, [outcome]);
  deps.onOutcome(outcome);
}

/** The webhook that made us ask, which a rejected record must hold; without its bytes once retention took them. */
async function originalOf(record: ReadBackRecord, withBytes: boolean, deps: ReadBackDeps): Promise<RawRecord> {
  const { workspace, source, settingsVersion, requestId, receivedAt, raw } = record;
  if (withBytes && raw !== null) {
    const [found] = await deps.eventLog.read(TOPICS.raw, raw.partition, raw.offset, 1);
    const framed = found?.offset === raw.offset ? unframeRawRecord(found.value) : null;
    if (framed !== null) return framed;
  }
  const request = { method: '', rest: '', query: '', headers: {}, receivedAt, body: new Uint8Array() };
  return { workspace, source, settingsVersion, requestId, request };
}
