import type { NewRecord } from '@throughline/event-log';
import type { VisitFact } from '@throughline/domain';
import type { TableRow, Warehouse } from '@throughline/warehouse';
import type { Projection } from '../project/project.ts';
import type { Projector } from '../project/projector.ts';
import { UnprojectableEventError } from '../project/unprojectable-event-error.ts';
import { byWorkspace } from './by-workspace.ts';
import { decodeBatch, type RecordedEvent } from './decode-batch.ts';
import { FactRows } from './fact-rows.ts';
import { rejectedRecord } from './rejected-record.ts';
import type { EventBatch } from './steps.ts';

export interface RecordDeps {
  readonly warehouse: Warehouse;
  readonly projector: Projector;
}

/** What a batch brought to one workspace, inserted. */
export interface Inserted {
  /** Of everything but visits, pages and costs. */
  readonly eventIds: readonly string[];
  readonly visits: readonly VisitFact[];
  readonly visitRows: readonly TableRow<'visit'>[];
}

/**
 * Writes a batch of events into the warehouse as facts: idempotent, durable and visible when it resolves, but for the
 * conflicts among its visits, which are still to be noted.
 * @returns per workspace what was inserted; and what is no event of ours, for topic `rejected`
 */
export async function insertBatch(
  deps: RecordDeps,
  batch: EventBatch,
): Promise<{ inserted: Map<string, Inserted>; refused: readonly NewRecord[] }> {
  const { events, undecodable } = decodeBatch(batch.partition, batch.records);
  const refused = undecodable.map(rejectedRecord);
  const inserted = new Map<string, Inserted>();
  for (const [workspace, group] of byWorkspace(events, ({ event }) => event.workspace)) {
    const brought = await insertWorkspace(deps, workspace, group, refused);
    // Of a workspace that is gone everything is refused: nothing of it is due, and it has no run to be due under.
    if (brought.eventIds.length + brought.visits.length > 0) inserted.set(workspace, brought);
  }
  return { inserted, refused };
}

async function insertWorkspace(
  { warehouse, projector }: RecordDeps,
  workspace: string,
  events: readonly RecordedEvent[],
  refused: NewRecord[],
): Promise<Inserted> {
  const rows = new FactRows(workspace);
  const visits: VisitFact[] = [];
  const eventIds: string[] = [];
  for (const recorded of events) {
    const fact = await projected(projector, recorded);
    if (fact instanceof UnprojectableEventError) {
      refused.push(rejectedRecord({ ...recorded, cause: fact.message }));
      continue;
    }
    rows.add(fact, recorded.position);
    if (fact.type === 'visit') visits.push(fact);
    else if (fact.type !== 'cost' && fact.type !== 'page') eventIds.push(fact.eventId);
  }
  await rows.insert(warehouse);
  return { eventIds, visits, visitRows: rows.visits };
}

/** The fact of an event, or why none can be made of it: a value, because the batch must go on. */
async function projected(projector: Projector, recorded: RecordedEvent): Promise<Projection | UnprojectableEventError> {
  try {
    return await projector.project(recorded);
  } catch (error) {
    if (error instanceof UnprojectableEventError) return error;
    throw error;
  }
}
