import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProjectContext, project } from '@throughline/attribution';
import type { Fact } from '@throughline/domain';
import { decodeEvent, TOPICS, type Event } from '@throughline/events';
import { createEmbeddedLog, type EventLog } from '@throughline/event-log';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import { deliveries, presentConversions, referenceConversions, scenario, TEST_RUN } from '@throughline/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PARTITIONS, PlanPlayer } from './play-plan.ts';
import { storedConversions } from './stored-conversions.ts';

/**
 * The proof of the pipeline (design, section 1): random facts through the real record, due and attribute steps on the
 * embedded log and chDB, in any batching, duplication, interleaving and crash, without sweep or rebuild, equal a slow,
 * obvious reference over the set of facts. `PROOF_RUNS=1000 PROOF_SEED=1 npm run jest -- proof` is the nightly size;
 * a failing seed is printed and runs alone with `PROOF_RUNS=1 PROOF_SEED=<seed>`.
 */
const RUNS = Number(process.env['PROOF_RUNS'] ?? 40);
const FIRST_SEED = Number(process.env['PROOF_SEED'] ?? 1);
const SIZE = 24;

const directory = mkdtempSync(join(tmpdir(), 'throughline-proof-'));
const context = createProjectContext({
  hashKey: new Uint8Array(32).fill(7),
  country: 'RU',
  exclusions: { addresses: [], phones: [], visitors: [] },
  referrerExclusions: null,
  channelRules: [],
});
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await createWarehouse({ kind: 'chdb', path: join(directory, 'warehouse') });
  await warehouse.migrate();
});
afterAll(async () => {
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Facts of everything the log holds, by the product's own projection. */
async function factsIn(log: EventLog): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    for (const { value, appendedAt } of await log.read(TOPICS.events, partition, 0, 1_000_000)) {
      const fact = project({ event: decodeEvent(value), knownAt: appendedAt }, context);
      if (fact.type !== 'page') facts.push(fact);
    }
  }
  return facts;
}

async function prove(seed: number): Promise<void> {
  const workspace = `w${seed}`;
  const topics = [TOPICS.events, TOPICS.conversionsDue, TOPICS.rejected].map((name) => ({ name, partitions: PARTITIONS, retentionMs: -1 }));
  let clock = 1_800_000_000_000;
  const log = await createEmbeddedLog({ path: join(directory, workspace), topics, now: () => (clock += 1) });
  const events = scenario(seed, SIZE).map((event): Event => ({ ...event, workspace }));
  const player = new PlanPlayer(
    {
      log,
      warehouse,
      groups: { translate: 'translate', record: 'record', attribute: 'attribute' },
      projector: { project: (known) => project(known, context) },
      run: () => TEST_RUN,
      epoch: 0,
      onError: (_stage, error) => {
        throw error;
      },
    },
    async () => {
      const expected = presentConversions(referenceConversions(await factsIn(log), TEST_RUN));
      const stored = presentConversions(await storedConversions(warehouse, workspace));
      expect({ seed, stored }).toEqual({ seed, stored: expected });
    },
  );
  try {
    await player.play(deliveries(seed, events, { workers: PARTITIONS, checks: 1 }));
  } finally {
    await log.close();
    rmSync(join(directory, workspace), { recursive: true, force: true });
  }
}

test(
  `${RUNS} random scenarios from seed ${FIRST_SEED}: the warehouse equals the reference`,
  async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) await prove(seed);
  },
  60_000 + RUNS * 6_000,
);
