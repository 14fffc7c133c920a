import { encodeEvent, partitionKey, TOPICS, type Event, type RejectedRecord } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { SettingsState, SettingsStore } from '@throughline/settings';
import { sourceSetup } from '../source/source-setup.ts';
import { appendOutcomes } from '../translator/translate-batch.ts';
import { translateRaw, type TranslateDeps } from '../translator/translate-raw.ts';
import { outcomeOf, type Outcome } from '../translator/translated-records.ts';
import type { RejectedEntry, RejectedIndex } from './rejected-index.ts';
import { requestOf } from './rejected-record.ts';
import { settleRejected } from './settle-rejected.ts';

export interface ReplayDeps extends TranslateDeps {
  readonly eventLog: EventLog;
  readonly settings: SettingsStore;
  readonly index: RejectedIndex;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Reads again what another door of the system rejected; absent: such records are not replayable here. */
  readonly replayOther?: ReplayOther;
}

/** The event that a first-party record yields now; null when it still yields none, or cannot be read again. */
export type ReplayOther = (record: RejectedRecord) => Event | null | Promise<Event | null>;

export interface ReplayResult {
  /** Rejected records that were read again. */
  readonly replayed: number;
  /** Events they yielded. */
  readonly accepted: number;
  /** Entities asked for at a provider because of them. */
  readonly readBacks: number;
  readonly stillRejected: number;
  /** Records without a request to read again (another service's, or bytes that retention took). */
  readonly notReplayable: number;
}

/**
 * Reads rejected requests again with the present code and the present settings; the original time of receipt still
 * decides. The new outcome is durable before the old record is settled, so a crash only repeats it.
 */
export async function replayRejected(entries: readonly RejectedEntry[], deps: ReplayDeps): Promise<ReplayResult> {
  const state = await deps.settings.refresh();
  let result: ReplayResult = { replayed: 0, accepted: 0, readBacks: 0, stillRejected: 0, notReplayable: 0 };
  for (const entry of entries) {
    const record = await deps.index.read(entry);
    const one = record === null ? null : await replayOne(entry, record, state, deps);
    result =
      one === null
        ? { ...result, notReplayable: result.notReplayable + 1 }
        : {
            ...result,
            replayed: result.replayed + 1,
            accepted: result.accepted + one.accepted,
            readBacks: result.readBacks + one.readBacks,
            stillRejected: result.stillRejected + (one.rejected ? 1 : 0),
          };
  }
  return result;
}

interface Replayed {
  readonly accepted: number;
  readonly readBacks: number;
  readonly rejected: boolean;
}

/** Null when there is no request to read again. */
async function replayOne(
  entry: RejectedEntry,
  record: RejectedRecord,
  state: SettingsState,
  deps: ReplayDeps,
): Promise<Replayed | null> {
  if (record.method === '') return replayOfOther(entry, record, deps);
  const setup = sourceSetup(state, record.source);
  const request = { ...requestOf(record), settingsVersion: state.version };
  const outcome = outcomeOf(request, record.raw, translateRaw(request, record.raw, setup, deps));
  await appendOutcomes(deps.eventLog, [outcome]);
  await settleRejected(entry, record, outcome.rejected === null ? 'read' : 'replaced', deps.eventLog);
  deps.onOutcome(outcome);
  const { events, readBacks, rejected } = outcome;
  return { accepted: events.length, readBacks: readBacks.length, rejected: rejected !== null };
}

async function replayOfOther(entry: RejectedEntry, record: RejectedRecord, deps: ReplayDeps): Promise<Replayed | null> {
  const event = (await deps.replayOther?.(record)) ?? null;
  if (event === null) return null;
  await deps.eventLog.append(TOPICS.events, [{ key: partitionKey(event), value: encodeEvent(event) }]);
  await settleRejected(entry, record, 'read', deps.eventLog);
  return { accepted: 1, readBacks: 0, rejected: false };
}
