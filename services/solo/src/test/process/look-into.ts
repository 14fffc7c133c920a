import { readFileSync } from 'node:fs';
import { createProjector, lineSettings, runOf, sweep, type LineSettingsSource } from '@throughline/attribution';
import type { Conversion, Fact, RunParameters } from '@throughline/domain';
import { decodeEvent, TOPICS } from '@throughline/events';
import { openLogReader, type LogReader, type LogRecord } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { openSettings, type SettingsStore } from '@throughline/settings';
import { createWarehouse } from '@throughline/warehouse';
import { openDataDirectory } from '../../data-directory/data-directory.ts';
import { SOLO_TOPICS } from '../../solo-topics.ts';
import { storedConversions } from '../proof/stored-conversions.ts';

/** What a data directory holds, read without the program that wrote it. */
export interface Contents {
  /** Facts of everything in the log, by the product's own projection. */
  readonly facts: readonly Fact[];
  readonly run: RunParameters;
  /** As the line's steps take them. */
  readonly rules: LineSettingsSource;
  /** Values of topic `raw`, by `partition-offset`. */
  readonly raw: ReadonlyMap<string, Buffer>;
}

/** Reads the log; its instance may be running. */
export async function readLog(dataDirectory: string): Promise<Contents> {
  const log = openLogReader(openDataDirectory(dataDirectory, undefined).log, SOLO_TOPICS);
  try {
    const settings = await settingsOf(log, dataDirectory);
    settings.stop();
    const rules = lineSettings(settings, RULES_HASH);
    const projector = createProjector(rules);
    const facts: Fact[] = [];
    for (const { value, appendedAt } of await all(log, TOPICS.events)) {
      const fact = await projector.project({ event: decodeEvent(value), knownAt: appendedAt });
      if (fact.type !== 'page') facts.push(fact);
    }
    const raw = new Map((await all(log, TOPICS.raw)).map(({ offset, value }) => [`0-${offset}`, Buffer.from(value)]));
    return { facts, run: runOf(rules.state(), 'main'), rules, raw };
  } finally {
    await log.close();
  }
}

/** The rows of the warehouse of a stopped instance, and what a sweep over it would repair. */
export async function readWarehouse(
  dataDirectory: string,
): Promise<{ conversions: Conversion[]; checked: number; repaired: number }> {
  const directory = openDataDirectory(dataDirectory, undefined);
  const { rules } = await readLog(dataDirectory);
  const current = directory.current();
  if (current === null) throw new Error('there is no warehouse');
  const warehouse = await createWarehouse({ kind: 'chdb', path: directory.warehouse(current.directory) });
  try {
    const conversions = await storedConversions(warehouse, 'main');
    const caughtUp = { status: () => Promise.resolve({ caught_up: true }) } as unknown as Parameters<
      typeof sweep
    >[0]['status'];
    const log = { append: () => Promise.resolve([]) } as unknown as Parameters<typeof sweep>[0]['log'];
    const swept = await sweep({
      log,
      warehouse,
      status: caughtUp,
      settings: rules,
      epoch: 0,
      isStopping: () => false,
    });
    return { conversions, ...swept };
  } finally {
    await warehouse.close();
  }
}

function settingsOf(log: LogReader, dataDirectory: string): Promise<SettingsStore> {
  const masterKey = Buffer.from(readFileSync(`${dataDirectory}/master.key`, 'utf8').trim(), 'base64');
  return openSettings({ ...log, append: () => Promise.reject(new Error('only read here')) }, masterKey);
}

async function all(log: LogReader, topic: string): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (const [partition, end] of (await log.endOffsets(topic)).entries()) {
    for (let from = 0; from < end; from = (records.at(-1)?.offset ?? end) + 1) {
      const page = await log.read(topic, partition, from, 10_000);
      if (page.length === 0) break;
      records.push(...page);
    }
  }
  return records;
}
