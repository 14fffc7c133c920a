import { TOPICS } from '@throughline/events';
import type { Batch, EventLog } from '@throughline/event-log';
import type { VisitFact } from '@throughline/domain';
import { createFactReader, recordVisitConflicts, type Warehouse } from '@throughline/warehouse';
import type { Projector } from '../project/projector.ts';
import { decodeBatch, type RecordedEvent, type Undecodable } from './decode-batch.ts';
import type { Changes } from './due.ts';
import { FactRows } from './fact-rows.ts';
import { rejectedRecord } from './rejected-record.ts';

export interface RecordDeps {
  readonly log: EventLog;
  readonly warehouse: Warehouse;
  readonly projector: Projector;
}

/**
 * Writes a batch of events into the warehouse as facts: idempotent, durable and visible when it resolves. What is no
 * event of ours goes to `rejected` with its bytes.
 * @returns per workspace what changed, for the due step
 */
export async function recordBatch(deps: RecordDeps, batch: Batch): Promise<Map<string, Changes>> {
  const { events, undecodable } = decodeBatch(batch.partition, batch.records);
  await reject(deps.log, undecodable);
  const changes = new Map<string, Changes>();
  for (const [workspace, group] of byWorkspace(events)) {
    changes.set(workspace, await recordWorkspace(deps, workspace, group));
  }
  return changes;
}

async function recordWorkspace(
  { warehouse, projector }: RecordDeps,
  workspace: string,
  events: readonly RecordedEvent[],
): Promise<Changes> {
  const rows = new FactRows(workspace);
  const visits: VisitFact[] = [];
  const eventIds: string[] = [];
  for (const recorded of events) {
    const fact = await projector.project(recorded);
    rows.add(fact, recorded.position);
    if (fact.type === 'visit') visits.push(fact);
    else if (fact.type !== 'cost' && fact.type !== 'page') eventIds.push(fact.eventId);
  }
  await rows.insert(warehouse);
  // Only a key that is noted as conflicting can have moved a visit; then its other contents' visitors are concerned too.
  const moved = (await recordVisitConflicts(warehouse, rows.visits)) > 0;
  if (!moved) return { eventIds, visits };
  const reader = createFactReader(warehouse, workspace);
  return { eventIds, visits: [...visits, ...(await reader.visitsOf([...new Set(visits.map((visit) => visit.visitor))]))] };
}

function byWorkspace(events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> {
  const groups = new Map<string, RecordedEvent[]>();
  for (const recorded of events) {
    const group = groups.get(recorded.event.workspace);
    if (group === undefined) groups.set(recorded.event.workspace, [recorded]);
    else group.push(recorded);
  }
  return groups;
}

async function reject(log: EventLog, undecodable: readonly Undecodable[]): Promise<void> {
  if (undecodable.length === 0) return;
  await log.append(TOPICS.rejected, undecodable.map(rejectedRecord));
}
