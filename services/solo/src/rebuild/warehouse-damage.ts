import { sql, WarehouseError, type Warehouse } from '@throughline/warehouse';

/** The warehouse opens, but it does not hold what it did. It is disposable: the log has everything. */
export class WarehouseDamagedError extends WarehouseError {
  constructor(what: string) {
    super('warehouse_damaged', what);
  }
}

/**
 * The engine does not refuse a damaged directory: what it cannot read at its start it puts aside, and a table whose
 * files are gone is made anew, empty (measured). A report over the rest would be wrong without a word, so it is looked at.
 * @param hasRecorded the pipeline has recorded events into it; then an empty schema means that files are gone
 * @throws WarehouseDamagedError
 */
export async function checkWarehouse(warehouse: Warehouse, hasRecorded: boolean): Promise<void> {
  const broken = await warehouse.select<{ table: string; name: string }>(
    sql`SELECT table, name FROM system.detached_parts WHERE reason LIKE ${'%broken%'} ORDER BY table, name LIMIT 3`,
  );
  if (broken.length > 0) {
    throw new WarehouseDamagedError(
      `parts cannot be read: ${broken.map(({ table, name }) => `${table}/${name}`).join(', ')}`,
    );
  }
  if (!hasRecorded) return;
  const [first] = await warehouse.migrationStatus();
  if (first?.state !== 'applied') throw new WarehouseDamagedError('its tables are gone');
}
