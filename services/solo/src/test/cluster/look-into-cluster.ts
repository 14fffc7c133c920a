import { createProjector, lineSettings, sweep } from '@throughline/attribution';
import type { Conversion, Fact, RunParameters } from '@throughline/domain';
import { decodeEvent, TOPICS } from '@throughline/events';
import type { EventLog, LogRecord } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { createLifecycle, createLogger, createMetrics, loadConfig } from '@throughline/runtime';
import { runParameters, type SettingsStore } from '@throughline/settings';
import type { RunningCluster } from '@throughline/testing';
import { clusterConfig } from '../../cluster/cluster-config.ts';
import { openCluster, openClusterWarehouse } from '../../cluster/open-cluster.ts';
import { soloConfig } from '../../config.ts';
import type { Contents } from '../process/look-into.ts';
import { storedConversions } from '../proof/stored-conversions.ts';

/** What brokers and warehouse of a running cluster hold, read beside its processes. */
export interface Inside {
  readonly settings: SettingsStore;
  contents(): Promise<Contents>;
  conversions(): Promise<Conversion[]>;
  /** What a sweep would repair; it repairs nothing. */
  swept(): Promise<{ checked: number; repaired: number }>;
  close(): Promise<void>;
}

export async function lookIntoCluster(cluster: RunningCluster): Promise<Inside> {
  const environment = Object.entries(cluster.settings).map(([name, value]) => [`THROUGHLINE_${name}`, String(value)]);
  const config = clusterConfig(loadConfig(soloConfig, Object.fromEntries(environment) as Record<string, string>));
  const logger = createLogger({ level: 'silent', name: 'test' });
  const parts = createLifecycle(logger);
  const deps = { config, logger, metrics: createMetrics({ defaults: false }), now: () => Date.now() };
  const warehouse = await openClusterWarehouse(deps, parts);
  const { log, settings } = await openCluster(deps, parts);
  const run = (): RunParameters => runParameters(settings.state(), 'main', RULES_HASH);

  return {
    settings,
    async contents() {
      const projector = createProjector(lineSettings(settings, RULES_HASH));
      const facts: Fact[] = [];
      for (const { value, appendedAt } of await all(log, TOPICS.events)) {
        const fact = await projector.project({ event: decodeEvent(value), knownAt: appendedAt });
        if (fact.type !== 'page') facts.push(fact);
      }
      const raw = (await all(log, TOPICS.raw)).map(({ partition, offset, value }): [string, Buffer] => [
        `${partition}-${offset}`,
        Buffer.from(value),
      ]);
      return { facts, run: run(), raw: new Map(raw) };
    },
    conversions: () => storedConversions(warehouse, 'main'),
    swept: () =>
      sweep({
        log: { ...log, append: () => Promise.resolve([]) },
        warehouse,
        status: { status: () => Promise.resolve({ caught_up: true }) } as never,
        workspaces: ['main'],
        run,
        epoch: 0,
        isStopping: () => false,
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
