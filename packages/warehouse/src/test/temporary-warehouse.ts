import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWarehouse } from '../create-warehouse.ts';
import type { Warehouse } from '../warehouse.ts';

/** A directory of its own for a test file; one chDB directory is open per process, so one per file. */
export const temporaryDirectory = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'throughline-warehouse-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** A migrated warehouse in a temporary directory. */
export const temporaryWarehouse = async (): Promise<{
  warehouse: Warehouse;
  path: string;
  close: () => Promise<void>;
}> => {
  const { path, remove } = temporaryDirectory();
  const warehouse = await createWarehouse({ kind: 'chdb', path });
  try {
    await warehouse.migrate();
  } catch (thrown) {
    // An open directory would fail every later file of this worker too.
    await warehouse.close();
    remove();
    throw thrown;
  }
  return {
    warehouse,
    path,
    close: async () => {
      await warehouse.close();
      remove();
    },
  };
};
