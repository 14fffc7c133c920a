import { createProjector, lineSettings, runOf, sweep } from '@throughline/attribution';
import type { Conversion, Fact } from '@throughline/domain';
import { decodeEvent, TOPICS } from '@throughline/events';
import type { EventLog, LogRecord } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { createLifecycle, createLogger, createMetrics, loadConfig } from '@throughline/runtime';
import type { SettingsStore } from '@throughline/settings';
import type { RunningCluster } from '@throughline/testing';
import { createWarehouse, sql, type Warehouse } from '@throughline/warehouse';
import { noteRules } from '../../cluster/built-rules.ts';
import { clusterConfig } from '../../cluster/cluster-config.ts';
import { openCluster, warehouseConfig } from '../../cluster/open-cluster.ts';
import { presentDatabase } from '../../cluster/present-database.ts';
import { soloConfig } from '../../config.ts';
import type { Contents } from '../process/look-into.ts';
import { storedConversions } from '../proof/stored-conversions.ts';

/** What brokers and warehouse of a running cluster hold, read beside its processes. */
export interface Inside {
  readonly settings: SettingsStore;
  contents(): Promise<Contents>;
  /** Opens the warehouse that answers, for as long as it is used. */
  inWarehouse<T>(use: (warehouse: Warehouse) => Promise<T>): Promise<T>;
  conversions(): Promise<Conversion[]>;
  /** What a sweep would repair; it repairs nothing. */
  swept(): Promise<{ checked: number; repaired: number }>;
  /** Has the warehouse, empty as it is, filled under the present rules instead of those it was prepared under. */
  followPresentRules(): Promise<void>;
  close(): Promise<void>;
}

export async function lookIntoCluster(cluster: Pick<RunningCluster, 'settings'>): Promise<Inside> {
  const environment = Object.entries(cluster.settings).map(([name, value]) => [`THROUGHLINE_${name}`, String(value)]);
  const config = clusterConfig(loadConfig(soloConfig, Object.fromEntries(environment) as Record<string, string>));
  const logger = createLogger({ level: 'silent', name: 'test' });
  const parts = createLifecycle(logger);
  const deps = { config, logger, metrics: createMetrics({ defaults: false }), now: () => Date.now() };
  const { log, settings } = await openCluster(deps, parts);
  const rules = lineSettings(settings, RULES_HASH);
  /** The one that answers at the moment. */
  async function inWarehouse<T>(use: (warehouse: Warehouse) => Promise<T>): Promise<T> {
    const warehouse = await createWarehouse(warehouseConfig(config, presentDatabase(config, await settings.refresh())));
    return use(warehouse).finally(() => warehouse.close());
  }

  return {
    settings,
    async contents() {
      const projector = createProjector(rules);
      const facts: Fact[] = [];
      for (const { value, appendedAt } of await all(log, TOPICS.events)) {
        const fact = await projector.project({ event: decodeEvent(value), knownAt: appendedAt });
        if (fact.type !== 'page') facts.push(fact);
      }
      const raw = (await all(log, TOPICS.raw)).map(({ partition, offset, value }): [string, Buffer] => [
        `${partition}-${offset}`,
        Buffer.from(value),
      ]);
      return { facts, run: runOf(rules.state(), 'main'), rules, raw: new Map(raw) };
    },
    inWarehouse,
    conversions: () => inWarehouse((warehouse) => storedConversions(warehouse, 'main')),
    swept: () =>
      inWarehouse((warehouse) =>
        sweep({
          log: { ...log, append: () => Promise.resolve([]) },
          warehouse,
          status: { status: () => Promise.resolve({ caught_up: true }) } as never,
          settings: rules,
          epoch: 0,
          isStopping: () => false,
        }),
      ),
    followPresentRules: () =>
      inWarehouse(async (warehouse) => {
        await warehouse.command(sql`DELETE FROM warehouse_meta WHERE key = 'rules'`);
        await noteRules(warehouse, await settings.refresh());
      }),
    async close() {
      await parts.stop();
    },
  };
}

async function all(log: EventLog, topic: string): Promise<(LogRecord & { readonly partition: number })[]> {
  const records: (LogRecord & { readonly partition: number })[] = [];
  for (const [partition, end] of (await log.endOffsets(topic)).entries()) {
    for (let from = 0; from < end;) {
      const page = await log.read(topic, partition, from, 10_000);
      const last = page.at(-1);
      if (last === undefined) break;
      records.push(...page.map((record) => ({ ...record, partition })));
      from = last.offset + 1;
    }
  }
  return records;
}
