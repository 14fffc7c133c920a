import { GROUPS, TOPICS } from '@throughline/events';
import type { Batch, EventLog, Subscription } from '@throughline/event-log';
import { watched, type OutageLog } from '@throughline/runtime';
import { decodeDue, dueKey, encodeDue } from './due/due-record.ts';
import { EpochOverError } from './due/epoch-over-error.ts';
import { conversionVersion } from './due/version.ts';
import type { Steps, VersionedDue } from './steps/steps.ts';
import type { LineTrace } from './trace/line-trace.ts';

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
  readonly steps: Steps;
  readonly groups: Groups;
  /** The epoch that dues are spread in (`Due.epoch`). */
  readonly epoch: number;
  /** Asked before each batch of events where epochs change: whether the epoch is still this one. */
  readonly isEpoch?: () => Promise<boolean>;
  /** Where new groups begin (a rebuilt warehouse holds everything before). Absent: the beginning. */
  readonly from?: { readonly record: readonly number[]; readonly attribute: readonly number[] };
  /** Told of batches that fail (`record`, `attribute`) and are tried again after a pause, and of those that are done. */
  readonly outages: OutageLog;
  /** Told of what was done with each batch. */
  readonly trace?: LineTrace;
}

/**
 * Micro-batching: inserts and questions of a batch cost the engine the same however small it is (measured: some 80 ms of
 * CPU in all), so a batch waits for company, the longer the more there is of it: at a thousand events a second it is
 * shown soon, at many thousands the engine's fixed cost is shared by more.
 */
const recordLingerMs = (lastBatch: number): number => Math.min(400, Math.max(20, lastBatch / 5));
/** The dues of a recorded batch are appended in one go. */
const ATTRIBUTE_LINGER_MS = 2;
const MOST_RECORDS = 20_000;
/**
 * Many more than rows of an insert: a person of thousands of enquiries makes all of them due with each new one, and of
 * the dues of a candidate that wait together one is worked.
 */
const MOST_DUES = 50_000;

/** Starts `workers` consumers of each stage; stopping waits for the running batches. */
export async function startPipeline(deps: PipelineDeps, workers = 1): Promise<Subscription> {
  const subscriptions: Subscription[] = [];
  for (let worker = 0; worker < workers; worker += 1) {
    subscriptions.push(await startRecording(deps), await startAttributing(deps));
  }
  return {
    async stop() {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    },
  };
}

/** Starts one consumer of events: facts into the warehouse, dues into the log. */
export const startRecording = (deps: PipelineDeps): Promise<Subscription> =>
  deps.log.subscribe({
    topic: TOPICS.events,
    group: deps.groups.record,
    maxRecords: MOST_RECORDS,
    lingerMs: recordLingerMs,
    ...(deps.from === undefined ? {} : { from: deps.from.record }),
    ...watched(deps.outages, 'record', (batch) => recordAndDue(deps, batch)),
  });

/** Starts one consumer of dues: conversion rows into the warehouse. */
export const startAttributing = (deps: PipelineDeps): Promise<Subscription> =>
  deps.log.subscribe({
    topic: TOPICS.conversionsDue,
    group: deps.groups.attribute,
    maxRecords: MOST_DUES,
    lingerMs: ATTRIBUTE_LINGER_MS,
    ...(deps.from === undefined ? {} : { from: deps.from.attribute }),
    ...watched(deps.outages, 'attribute', (batch) => attributeBatch(deps, batch)),
  });

/**
 * Facts into the warehouse, then dues into the log; the offset is committed after both (at least once).
 * @throws EpochOverError when its dues would be of a former epoch: whoever records in the present one does it
 */
export async function recordAndDue(
  { log, steps, epoch, isEpoch, trace }: Pick<PipelineDeps, 'log' | 'steps' | 'epoch' | 'isEpoch' | 'trace'>,
  batch: Batch,
): Promise<void> {
  if (isEpoch !== undefined && !(await isEpoch())) throw new EpochOverError(epoch);
  const recorded = await steps.record(batch, () => batch.heartbeat());
  const { refused, dues } = recorded;
  if (refused.length > 0) await log.append(TOPICS.rejected, refused);
  if (dues.length > 0) {
    await log.append(
      TOPICS.conversionsDue,
      dues.map((due) => ({ key: dueKey(due), value: encodeDue({ ...due, epoch }) })),
    );
  }
  await trace?.recorded(batch, recorded);
}

/**
 * One row per candidate of the batch; of several dues of one candidate the greatest gives the version: a sleeper of an
 * epoch that is over may wake and write one more of it.
 */
export async function attributeBatch(
  { steps, trace }: Pick<PipelineDeps, 'steps' | 'trace'>,
  batch: Batch,
): Promise<void> {
  const dues = new Map<string, VersionedDue>();
  for (const { value, offset } of batch.records) {
    const due = decodeDue(value);
    if (due === null) continue;
    const { workspace, candidate } = due;
    const version = conversionVersion(due.epoch, offset);
    const before = dues.get(dueKey(due))?.version ?? version;
    dues.set(dueKey(due), { workspace, candidate, version: before > version ? before : version });
  }
  await steps.attribute([...dues.values()], () => batch.heartbeat());
  trace?.attributed([...dues.values()]);
}
