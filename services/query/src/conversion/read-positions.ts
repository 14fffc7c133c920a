/** Where facts stand in the log: every content of the given event ids. */
import { bytesList, sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';

export interface EventPosition {
  readonly topic: 'events';
  readonly partition: number;
  readonly offset: number;
  readonly event_id: string;
  readonly type: string;
}

interface PositionRow {
  readonly event: string;
  readonly fact_type: string;
  readonly log_partition: number;
  readonly log_offset: string;
}

/** In the order of the log. Losing contents of an id are told too: they are part of why the winner won. */
export const readPositions = async (
  warehouse: Warehouse,
  workspace: string,
  eventIds: readonly string[],
): Promise<EventPosition[]> => {
  if (eventIds.length === 0) return [];
  const ids = bytesList(eventIds);
  const rows = await warehouse.select<PositionRow>(
    sql`SELECT DISTINCT lower(hex(event_id)) AS event, toString(type) AS fact_type, log_partition, log_offset FROM fact WHERE workspace = ${workspace} AND event_id IN ${ids}
      UNION ALL SELECT DISTINCT lower(hex(event_id)) AS event, 'visit' AS fact_type, log_partition, log_offset FROM visit_by_key WHERE workspace = ${workspace} AND visit_key IN ${ids} AND event_id IN ${ids}`,
    { lane: 'report' },
  );
  return rows
    .map((row) => ({
      topic: 'events' as const,
      partition: row.log_partition,
      offset: Number(row.log_offset),
      event_id: row.event,
      type: row.fact_type,
    }))
    .sort((a, b) => a.partition - b.partition || a.offset - b.offset);
};
