import { GROUPS, TOPICS } from '@throughline/events';
import type { Batch, EventLog, NewRecord, Subscription } from '@throughline/event-log';
import type { RunParameters } from '@throughline/domain';
import type { Warehouse } from '@throughline/warehouse';
import { decodeDue, dueKey, encodeDue } from './due/due-record.ts';
import { conversionVersion } from './due/version.ts';
import type { Projector } from './project/projector.ts';
import { attributeCandidates, type VersionedCandidate } from './steps/attribute.ts';
import { affectedCandidates } from './steps/due.ts';
import { recordBatch } from './steps/record.ts';

/** Consumer groups of one warehouse: a rebuilt warehouse reads the log under names of its own. */
export interface Groups {
  readonly translate: string;
  readonly record: string;
  readonly attribute: string;
}

export const groupsOf = (warehouse: string): Groups => ({
  translate: GROUPS.translate,
  record: `record@${warehouse}`,
  attribute: `attribute@${warehouse}`,
});

export interface PipelineDeps {
  readonly log: EventLog;
  readonly warehouse: Warehouse;
  readonly groups: Groups;
  readonly projector: Projector;
  /** Parameters of the run of a workspace. */
  readonly run: (workspace: string) => RunParameters;
  readonly epoch: number;
  /** Where new groups begin (a rebuilt warehouse holds everything before). Absent: the beginning. */
  readonly from?: { readonly record: readonly number[]; readonly attribute: readonly number[] };
  readonly onError: (stage: 'record' | 'attribute', error: unknown) => void;
}

/**
 * Micro-batching: inserts and questions of a batch cost the engine the same however small it is (measured: some 80 ms of
 * CPU in all), so a batch waits for company, the longer the more there is of it: at a thousand events a second it is
 * shown soon, at many thousands the engine's fixed cost is shared by more.
 */
const recordLingerMs = (lastBatch: number): number => Math.min(250, Math.max(20, lastBatch / 5));
/** The dues of a recorded batch are appended in one go. */
const ATTRIBUTE_LINGER_MS = 2;
const MOST_RECORDS = 20_000;
const MOST_DUES = 5_000;

/** Starts `workers` consumers of each stage; stopping waits for the running batches. */
export async function startPipeline(deps: PipelineDeps, workers = 1): Promise<Subscription> {
  const subscriptions: Subscription[] = [];
  for (let worker = 0; worker < workers; worker += 1) {
    subscriptions.push(
      await deps.log.subscribe({
        topic: TOPICS.events,
        group: deps.groups.record,
        maxRecords: MOST_RECORDS,
        lingerMs: recordLingerMs,
        ...(deps.from === undefined ? {} : { from: deps.from.record }),
        handler: (batch) => recordAndDue(deps, batch),
        onError: (error) => deps.onError('record', error),
      }),
      await deps.log.subscribe({
        topic: TOPICS.conversionsDue,
        group: deps.groups.attribute,
        maxRecords: MOST_DUES,
        lingerMs: ATTRIBUTE_LINGER_MS,
        ...(deps.from === undefined ? {} : { from: deps.from.attribute }),
        handler: (batch) => attributeBatch(deps, batch),
        onError: (error) => deps.onError('attribute', error),
      }),
    );
  }
  return {
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    },
  };
}

/** Facts into the warehouse, then dues into the log; the offset is committed after both (at least once). */
export async function recordAndDue(deps: PipelineDeps, batch: Batch): Promise<void> {
  const reject = (records: readonly NewRecord[]) => deps.log.append(TOPICS.rejected, records);
  const recorded = await recordBatch({ ...deps, reject }, batch);
  await batch.heartbeat();
  for (const [workspace, changes] of recorded) {
    const candidates = await affectedCandidates(deps.warehouse, workspace, changes, deps.run(workspace));
    const dues = candidates.map((candidate) => ({ workspace, candidate }));
    if (dues.length > 0) {
      await deps.log.append(
        TOPICS.conversionsDue,
        dues.map((due) => ({ key: dueKey(due), value: encodeDue(due) })),
      );
    }
  }
}

/** One row per candidate of the batch; of several dues of one candidate the last gives the version. */
export async function attributeBatch(deps: PipelineDeps, batch: Batch): Promise<void> {
  const byWorkspace = new Map<string, Map<string, VersionedCandidate>>();
  for (const { value, offset } of batch.records) {
    const due = decodeDue(value);
    if (due === null) continue;
    const candidates = byWorkspace.get(due.workspace) ?? new Map<string, VersionedCandidate>();
    candidates.set(due.candidate, { candidate: due.candidate, version: conversionVersion(deps.epoch, offset) });
    byWorkspace.set(due.workspace, candidates);
  }
  for (const [workspace, candidates] of byWorkspace) {
    await attributeCandidates(deps.warehouse, workspace, [...candidates.values()], deps.run(workspace), () =>
      batch.heartbeat(),
    );
  }
}
