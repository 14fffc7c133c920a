import { TOPICS } from '@throughline/events';
import type { Warehouse } from '@throughline/warehouse';
import { sql } from '@throughline/warehouse';
import type { Cluster } from './open-cluster.ts';

/** Whether the brokers answer. */
export const logAnswers =
  ({ log }: Pick<Cluster, 'log'>) =>
  async (): Promise<boolean> =>
    (await log.endOffsets(TOPICS.settings)).length > 0;

/** Whether the warehouse answers. */
export const warehouseAnswers = (warehouse: () => Warehouse) => async (): Promise<boolean> =>
  (await warehouse().select(sql`SELECT 1`, { maxSeconds: 2 })).length > 0;
