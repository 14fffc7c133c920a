import { TOPICS } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { SourceCatalogue } from '../source/source.ts';
import { appendOutcomes } from '../translator/translate-batch.ts';
import { translateRaw, type TranslateDeps } from '../translator/translate-raw.ts';
import { outcomeOf, type Outcome } from '../translator/translated-records.ts';
import type { RejectedEntry, RejectedIndex } from './rejected-index.ts';
import { encodeRejected, requestOf } from './rejected-record.ts';

export interface ReplayDeps extends TranslateDeps {
  readonly eventLog: EventLog;
  readonly catalogue: SourceCatalogue;
  readonly index: RejectedIndex;
  readonly onOutcome: (outcome: Outcome) => void;
}

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
  let [replayed, accepted, readBacks, stillRejected, notReplayable] = [0, 0, 0, 0, 0];
  for (const entry of entries) {
    const record = await deps.index.read(entry);
    if (record === null || record.method === '') {
      notReplayable += 1;
      continue;
    }
    const setup = deps.catalogue.current(record.source);
    const request = { ...requestOf(record), settingsVersion: setup?.settingsVersion ?? record.settingsVersion };
    const outcome = outcomeOf(request, record.raw, translateRaw(request, record.raw, setup, deps));
    await appendOutcomes(deps.eventLog, [outcome]);
    const { workspace, source } = record;
    const settled = encodeRejected({
      kind: 'settled',
      workspace,
      source,
      settles: entry.id,
      outcome: outcome.rejected === null ? 'read' : 'replaced',
    });
    await deps.eventLog.append(TOPICS.rejected, [{ key: source, value: settled }]);
    deps.onOutcome(outcome);
    replayed += 1;
    accepted += outcome.events.length;
    readBacks += outcome.readBacks.length;
    if (outcome.rejected !== null) stillRejected += 1;
  }
  return { replayed, accepted, readBacks, stillRejected, notReplayable };
}
