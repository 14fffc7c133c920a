import { z } from 'zod';

const database = z.string().regex(/^[a-z][a-z0-9_]*$/);

/**
 * Where the warehouse of a cluster is now. Its id is the database that the processes are configured with, which it is in until
 * a rebuild has made another.
 */
export const warehouseSchema = z.strictObject({
  /** The database that answers and is written to. */
  database,
  /** The one before: nobody writes to it any more. */
  former: database,
});

export interface WarehousePlace extends z.output<typeof warehouseSchema> {
  readonly id: string;
}
