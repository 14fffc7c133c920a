import type { Lifecycle } from '@throughline/runtime';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import { warehouseMetrics } from '../metrics/warehouse-metrics.ts';
import { builtRules, type BuiltRules } from './built-rules.ts';
import { NotPreparedError } from './not-prepared-error.ts';
import { warehouseConfig, type Cluster } from './open-cluster.ts';

/** A warehouse that is open in this process, and the rules that all of its rows follow. */
export interface OpenWarehouse {
  readonly database: string;
  readonly warehouse: Warehouse;
  readonly rules: BuiltRules;
}

/** The warehouse that a process works with; it may move to another database. */
export interface HeldWarehouse {
  readonly present: () => OpenWarehouse;
  /**
   * Opens the one in another database and closes the former, which nobody may be using. @throws as `holdWarehouse`; then the
   * former stays
   */
  readonly moveTo: (database: string) => Promise<OpenWarehouse>;
}

/** Opens the warehouse in a database, of which the schema must be there. @throws NotPreparedError; WarehouseError */
export async function holdWarehouse(cluster: Cluster, database: string, parts: Lifecycle): Promise<HeldWarehouse> {
  const { config, metrics, settings } = cluster;
  const observe = warehouseMetrics(metrics);

  async function open(name: string): Promise<OpenWarehouse> {
    const warehouse = await createWarehouse(warehouseConfig(config, name), observe);
    try {
      const pending = (await warehouse.migrationStatus()).filter(({ state }) => state !== 'applied');
      if (pending.length > 0) throw new NotPreparedError(`the warehouse lacks ${pending.length} migrations`);
      return { database: name, warehouse, rules: await builtRules(warehouse, settings) };
    } catch (error) {
      await warehouse.close();
      throw error;
    }
  }

  let present = await open(database);
  parts.onStop('warehouse', () => present.warehouse.close());
  return {
    present: () => present,
    moveTo: async (next) => {
      if (next === present.database) return present;
      const former = present;
      present = await open(next);
      await former.warehouse.close();
      return present;
    },
  };
}
