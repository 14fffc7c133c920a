/** A warehouse of its own for one test file, filled with hand-made rows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conversion, CostFact, VisitFact } from '@throughline/domain';
import { conversionRow, costRow, createWarehouse, recordVisits, visitRow } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';

const NOWHERE = { partition: 0, offset: 0 };

export interface Filling {
  readonly visits?: readonly VisitFact[];
  readonly costs?: readonly CostFact[];
  readonly conversions?: readonly Conversion[];
}

export const fill = async (warehouse: Warehouse, workspace: string, filling: Filling): Promise<void> => {
  await recordVisits(
    warehouse,
    (filling.visits ?? []).map((visit) => visitRow(workspace, visit, NOWHERE)),
  );
  await warehouse.insert(
    'cost',
    (filling.costs ?? []).map((cost) => costRow(workspace, cost, NOWHERE)),
  );
  await warehouse.insert(
    'conversion',
    (filling.conversions ?? []).map((conversion) => conversionRow(conversion, workspace, 1)),
  );
};

/** Opens it, gives it to `use`, and removes it. */
export const openTestWarehouse = async (): Promise<{ warehouse: Warehouse; remove(): Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'throughline-query-'));
  const warehouse = await createWarehouse({ kind: 'chdb', path: join(path, 'warehouse') });
  await warehouse.migrate();
  return {
    warehouse,
    async remove() {
      await warehouse.close();
      await rm(path, { recursive: true, force: true });
    },
  };
};
