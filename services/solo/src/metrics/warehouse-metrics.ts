import type { Metrics } from '@throughline/runtime';
import { WarehouseError, WarehouseUnavailableError, type StatementObserver } from '@throughline/warehouse';

/** Times the warehouse's statements: inserts by table, others by lane; counts those that failed by reason. */
export function warehouseMetrics(metrics: Metrics): StatementObserver {
  const inserts = metrics.histogram('warehouse_insert_seconds', 'Blocks inserted into the warehouse, by table.', [
    'table',
  ]);
  const queries = metrics.histogram('warehouse_query_seconds', 'Other statements, by the lane they ran on.', ['lane']);
  const failures = metrics.counter('warehouse_failures_total', 'Statements that failed, by kind and reason.', [
    'kind',
    'reason',
  ]);
  // From the start, so that the first failure shows as a rise.
  for (const kind of ['insert', 'query'] as const) failures.inc({ kind, reason: 'no_connection' }, 0);
  return ({ kind, lane, table, seconds, error }) => {
    if (error !== null) failures.inc({ kind, reason: reasonOf(error) });
    else if (kind === 'insert') inserts.observe({ table: table ?? 'scratch' }, seconds);
    else queries.observe({ lane }, seconds);
  };
}

/** Counts the warehouses that broke under this process and were replaced. */
export function healedMetric(metrics: Metrics): () => void {
  const healed = metrics.counter(
    'warehouse_healed_total',
    'Damaged warehouses that were made anew under a running process.',
  );
  return () => healed.inc();
}

function reasonOf(error: unknown): string {
  if (error instanceof WarehouseUnavailableError) return error.reason;
  return error instanceof WarehouseError ? error.code : 'other';
}
