import type { Batch, NewRecord } from '@throughline/event-log';
import type { NodeId, RunParameters } from '@throughline/domain';
import { createFactReader, recordVisitConflicts, type Warehouse } from '@throughline/warehouse';
import type { Due } from '../due/due-record.ts';
import { createProjector } from '../project/projector.ts';
import { runOf, type LineSettingsSource } from '../settings/line-settings.ts';
import { attributeCandidates } from './attribute.ts';
import { byWorkspace } from './by-workspace.ts';
import { affectedCandidates } from './due.ts';
import { insertBatch, type Inserted } from './record.ts';

/** Records of one partition of topic `events`. */
export type EventBatch = Pick<Batch, 'partition' | 'records'>;

/** A candidate of a workspace, with the version that its row will carry. */
export interface VersionedDue {
  readonly workspace: string;
  readonly candidate: NodeId;
  readonly version: bigint;
}

/** What a recorded batch leaves to be appended before its offset is committed. */
export interface Recorded {
  /** For topic `rejected`: what is no event of ours, with its bytes. */
  readonly refused: readonly NewRecord[];
  /** For topic `conversions-due`, in the epoch of whoever appends them. */
  readonly dues: readonly Omit<Due, 'epoch'>[];
}

/** Called between the parts of long work, so that whoever waits for it can show that it goes on. */
export type Between = () => Promise<void>;

/**
 * The line's work on a batch between the log and the warehouse, in this thread or on one of its own. Idempotent: a batch
 * may be given again after a failure.
 */
export interface Steps {
  /** Writes the events as facts, visible when it resolves, and says what must be attributed because of them. */
  record(batch: EventBatch, between: Between): Promise<Recorded>;
  /** Writes the events as facts into a warehouse that is being made; what is refused was refused before. */
  load(batch: EventBatch): Promise<void>;
  /** Attributes every due again: one row each. */
  attribute(dues: readonly VersionedDue[], between: Between): Promise<void>;
}

export interface StepsDeps {
  readonly warehouse: Warehouse;
  readonly settings: LineSettingsSource;
}

/** The steps in this thread. */
export function localSteps({ warehouse, settings }: StepsDeps): Steps {
  const projector = createProjector(settings);
  return {
    async record(batch, between) {
      const { inserted, refused } = await insertBatch({ warehouse, projector }, batch);
      await between();
      const dues: Omit<Due, 'epoch'>[] = [];
      for (const [workspace, brought] of inserted) {
        const run = runOf(settings.state(), workspace);
        for (const candidate of await affectedBy(warehouse, workspace, brought, run)) {
          dues.push({ workspace, candidate });
        }
      }
      return { refused, dues };
    },

    async load(batch) {
      await insertBatch({ warehouse, projector }, batch);
    },

    async attribute(dues, between) {
      for (const [workspace, candidates] of byWorkspace(dues, (due) => due.workspace)) {
        const run = runOf(settings.state(), workspace);
        await attributeCandidates(warehouse, workspace, candidates, run, between);
      }
    },
  };
}

/**
 * Notes the conflicts among the visits, and finds the affected candidates meanwhile. Only a key that is in conflict, as
 * almost none is, can have moved a visit; then the visitors of its other contents are concerned, too.
 */
async function affectedBy(
  warehouse: Warehouse,
  workspace: string,
  { eventIds, visits, visitRows }: Inserted,
  run: RunParameters,
): Promise<ReadonlySet<NodeId>> {
  const reader = createFactReader(warehouse, workspace);
  const [conflicts, affected] = await Promise.all([
    recordVisitConflicts(warehouse, visitRows),
    affectedCandidates(reader, { eventIds, visits }, run),
  ]);
  if (conflicts === 0) return new Set(affected);
  const visitors = [...new Set(visits.map(({ visitor }) => visitor))];
  const others = await reader.visitsOf(visitors);
  const moved = await affectedCandidates(reader, { eventIds: [], visits: others }, run);
  return new Set([...affected, ...moved]);
}
