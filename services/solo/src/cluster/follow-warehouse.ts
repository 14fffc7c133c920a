import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifecycle } from '@throughline/runtime';
import type { Warehouse } from '@throughline/warehouse';
import { SwitchableWarehouse } from '../rebuild/switchable-warehouse.ts';
import type { BuiltRules } from './built-rules.ts';
import { holdWarehouse } from './hold-warehouse.ts';
import type { Cluster } from './open-cluster.ts';

export interface FollowedWarehouse {
  /** Stable: every call goes to the one of the moment, and waits while it changes. */
  readonly warehouse: Warehouse;
  readonly database: () => string;
  readonly rules: () => BuiltRules;
}

const LOOK_MS = 200;
const AGAIN_MS = 1_000;

/** The warehouse for questions: after a rebuild they go to the new one, and those under way end in the former. */
export async function followWarehouse(cluster: Cluster, parts: Lifecycle): Promise<FollowedWarehouse> {
  const { logger } = cluster;
  const wanted = (): string => cluster.stint().database;
  const held = await holdWarehouse(cluster, wanted(), parts);
  const switchable = new SwitchableWarehouse(held.present().warehouse);
  const stopping = new AbortController();
  const pause = (ms: number): Promise<unknown> =>
    sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);

  async function live(): Promise<void> {
    let said = '';
    for (; !stopping.signal.aborted; await pause(said === '' ? LOOK_MS : AGAIN_MS)) {
      const database = wanted();
      if (database === held.present().database) continue;
      try {
        await switchable.change(async (set) => set((await held.moveTo(database)).warehouse));
        logger.info({ database }, 'the reports come from another database');
        said = '';
      } catch (err) {
        const { message } = err as Error;
        if (message !== said) logger.error({ err, database }, 'the next database is tried again');
        said = message;
      }
    }
  }

  const living = live();
  parts.onStop('following the warehouse', () => {
    stopping.abort();
    return living;
  });
  return {
    warehouse: switchable.warehouse,
    database: () => held.present().database,
    rules: () => held.present().rules,
  };
}
