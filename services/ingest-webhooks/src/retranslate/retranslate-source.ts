import { GROUPS, TOPICS, unframeRawRecord, type RecordPosition } from '@throughline/events';
import type { SettingsState, SettingsStore } from '@throughline/settings';
import { problem } from '@throughline/runtime';
import { readPages, type EventLog } from '@throughline/event-log';
import { generationOf } from '../provider/generation.ts';
import type { RejectedIndex } from '../rejected/rejected-index.ts';
import { settleRejected } from '../rejected/settle-rejected.ts';
import { sourceSetup } from '../source/source-setup.ts';
import { appendOutcomes } from '../translator/translate-batch.ts';
import { translateRaw, type TranslateDeps } from '../translator/translate-raw.ts';
import { outcomeOf, type Outcome } from '../translator/translated-records.ts';
import { placeOf } from './place-of.ts';
import { retractLeftOver } from './retract-left-over.ts';

export interface RetranslateDeps extends TranslateDeps {
  readonly eventLog: EventLog;
  readonly settings: SettingsStore;
  readonly index: RejectedIndex;
  readonly onOutcome: (outcome: Outcome) => void;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How far it is, and in the end what became of it. */
export interface Retranslation {
  /** Requests read again. */
  readonly requests: number;
  /** Events they yield now. */
  readonly events: number;
  readonly readBacks: number;
  /** Requests rejected now, whole or in part. */
  readonly rejected: number;
  /** Events that they yielded before and yield no more: withdrawn. */
  readonly retracted: number;
}

/**
 * Reads a source's requests received at or after `from` (epoch milliseconds) again, with the present settings and code.
 * Their events keep their ids, for natural keys are the provider's own texts, and supersede the former contents by their
 * generation; what is yielded no more is retracted (attribution.md, section 1). What a CRM was asked for is asked again.
 * Run twice, or broken off and run again, it says the same. Only requests that the log still holds are reached.
 */
export async function retranslateSource(
  source: string,
  from: number,
  deps: RetranslateDeps,
  onProgress: (progress: Retranslation) => void,
): Promise<Retranslation> {
  const state = await deps.settings.refresh();
  const setup = sourceSetup(state, source);
  const bound = setup === null ? null : deps.providers.byName(setup.source.provider);
  if (setup === null || bound === null) throw problem(404, 'source_unknown', `There is no source '${source}'.`);
  const ends = await deps.eventLog.endOffsets(TOPICS.raw);
  await translatorReaches(ends, deps);
  const open = await deps.index.open(setup.source.workspace);
  const requests = new Set<string>();
  const yielded = new Set<string>();
  let result: Retranslation = { requests: 0, events: 0, readBacks: 0, rejected: 0, retracted: 0 };
  for (const [partition, end] of ends.entries()) {
    for await (const page of readPages(deps.eventLog, TOPICS.raw, partition, { end })) {
      const outcomes = page
        .filter(({ key }) => key === source)
        .map((record) => translatedAgain(record.value, { partition, offset: record.offset }, from, state, deps))
        .filter((outcome) => outcome !== null);
      await appendOutcomes(deps.eventLog, outcomes);
      for (const outcome of outcomes) {
        if (outcome.raw !== null) requests.add(placeOf(outcome.raw));
        for (const event of outcome.events) yielded.add(`${event.type}/${event.key}`);
        deps.onOutcome(outcome);
        result = plus(result, outcome);
      }
      onProgress(result);
    }
  }
  const generation = generationOf(setup.sourceVersion, bound.revision, 'webhook');
  const as = { generation, settingsVersion: state.version };
  const retracted = await retractLeftOver(source, { requests, yielded }, as, deps.eventLog);
  for (const entry of open.filter((one) => one.source === source)) {
    const record = await deps.index.read(entry);
    if (record?.raw && requests.has(placeOf(record.raw)))
      await settleRejected(entry, record, 'replaced', deps.eventLog);
  }
  return { ...result, retracted };
}

/** Null for what is none of the source's, or came before. */
function translatedAgain(
  value: Uint8Array,
  raw: RecordPosition,
  from: number,
  state: SettingsState,
  deps: TranslateDeps,
): Outcome | null {
  const framed = unframeRawRecord(value);
  if (framed === null || framed.request.receivedAt < from) return null;
  const request = { ...framed, settingsVersion: state.version };
  return outcomeOf(request, raw, translateRaw(request, raw, sourceSetup(state, framed.source), deps));
}

function plus(sum: Retranslation, { events, readBacks, rejected }: Outcome): Retranslation {
  return {
    ...sum,
    requests: sum.requests + 1,
    events: sum.events + events.length,
    readBacks: sum.readBacks + readBacks.length,
    rejected: sum.rejected + (rejected === null ? 0 : 1),
  };
}

const PAUSE_MS = 50;
const PATIENCE_MS = 60_000;

/** What the requests yielded before must be on the log before it can be compared. @throws 503 when that takes too long */
async function translatorReaches(ends: readonly number[], { eventLog, sleep }: RetranslateDeps): Promise<void> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
    const done = await eventLog.committedOffsets(TOPICS.raw, GROUPS.translate);
    if (ends.every((end, partition) => (done[partition] ?? 0) >= end)) return;
    await sleep(PAUSE_MS);
  }
  throw problem(503, 'translator_behind', 'Requests are still being translated; try again.', [], {
    'Retry-After': '60',
  });
}
