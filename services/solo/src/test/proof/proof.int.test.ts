import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createProjectContext,
  project,
  threadSteps,
  type LineSettings,
  type ThreadSteps,
} from '@throughline/attribution';
import type { Fact } from '@throughline/domain';
import { decodeEvent, TOPICS, type Event } from '@throughline/events';
import { createEmbeddedLog, type EventLog } from '@throughline/event-log';
import { createQueryRoutes } from '@throughline/query';
import { createHttpApp, createLogger, type HttpApp } from '@throughline/runtime';
import { createWarehouse, type Warehouse } from '@throughline/warehouse';
import {
  deliveries,
  presentConversions,
  queryString,
  referenceConversions,
  referenceReport,
  reportDifferences,
  scenario,
  TEST_RUN,
  type ReferenceReport,
} from '@throughline/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PARTITIONS, PlanPlayer } from './play-plan.ts';
import { questions } from './report-questions.ts';
import { storedConversions } from './stored-conversions.ts';

/**
 * The proof of the pipeline (design, section 1): random facts through the real record, due and attribute steps on the
 * embedded log and chDB, in any batching, duplication, interleaving and crash, without sweep or rebuild, equal a slow,
 * obvious reference over the set of facts. `PROOF_RUNS=1000 PROOF_SEED=1 npm run jest -- proof` is the nightly size;
 * a failing seed is printed and runs alone with `PROOF_RUNS=1 PROOF_SEED=<seed>`.
 */
const RUNS = Number(process.env['PROOF_RUNS'] ?? 30);
const FIRST_SEED = Number(process.env['PROOF_SEED'] ?? 1);
const SIZE = 24;

const directory = mkdtempSync(join(tmpdir(), 'throughline-proof-'));
const rules = {
  hashKey: new Uint8Array(32).fill(7),
  country: 'RU',
  exclusions: { addresses: [], phones: [], visitors: [] },
  referrerExclusions: null,
  channelRules: [],
};
const context = createProjectContext(rules);
/** Each scenario is a workspace of its own; the steps hear of it as of any change of the settings. */
let settings: LineSettings = { version: 0, workspaces: new Map() };
let warehouse: Warehouse;
let steps: ThreadSteps;
let http: HttpApp;
let url: string;

beforeAll(async () => {
  const own = await createWarehouse({ kind: 'chdb', path: join(directory, 'warehouse') });
  warehouse = own;
  await warehouse.migrate();
  steps = threadSteps(own, { state: () => settings, refresh: async () => settings });
  const ready = {
    ready: true,
    events: { accepted: 0, recorded: 0, rejected: 0 },
    lag: {},
    complete_until: null,
    caught_up: true,
  };
  http = createHttpApp({
    logger: createLogger({ level: 'error', name: 'proof' }),
    routes: createQueryRoutes({
      warehouse,
      authenticate: () => ({ id: 'proof', scopes: ['read'], workspaces: 'all' }),
      workspaces: (id) => ({
        id,
        timeZone: TEST_RUN.timeZone,
        currency: TEST_RUN.currency,
        run: TEST_RUN,
        runId: 'proof',
        campaignRules: [],
        channelRules: [],
        sources: [],
      }),
      status: { status: async () => ready, caughtUp: async () => true },
      now: () => Date.now(),
      sleep: async () => {},
    }),
  });
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
});
afterAll(async () => {
  await http.close();
  await steps.stop();
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

/** Random questions to both reports, asked over HTTP, against the definitions. */
async function proveReports(seed: number, workspace: string, facts: readonly Fact[]): Promise<void> {
  for (const query of questions(seed, 4)) {
    for (const name of ['roi', 'revenue-by-source'] as const) {
      const asked = `${url}/v1/reports/${name}?${queryString(query, workspace)}`;
      const answer = await fetch(asked, { headers: { authorization: 'Bearer proof' } });
      const report = (await answer.json()) as ReferenceReport;
      expect({ asked, status: answer.status, body: answer.status === 200 ? null : report }).toEqual({
        asked,
        status: 200,
        body: null,
      });
      const differences = reportDifferences(report, referenceReport(name, facts, TEST_RUN, query), query.by);
      expect({ seed, asked, differences }).toEqual({ seed, asked, differences: [] });
    }
  }
}

async function prove(seed: number): Promise<void> {
  const workspace = `w${seed}`;
  const topics = [TOPICS.events, TOPICS.conversionsDue, TOPICS.rejected].map((name) => ({
    name,
    partitions: PARTITIONS,
    retentionMs: -1,
  }));
  let clock = 1_800_000_000_000;
  const log = await createEmbeddedLog({ path: join(directory, workspace), topics, now: () => (clock += 1) });
  const events = scenario(seed, SIZE).map((event): Event => ({ ...event, workspace }));
  settings = {
    version: settings.version + 1,
    workspaces: new Map([...settings.workspaces, [workspace, { project: rules, run: TEST_RUN }]]),
  };
  const player = new PlanPlayer(
    {
      log,
      steps,
      groups: { translate: 'translate', record: 'record', attribute: 'attribute' },
      epoch: 0,
      outages: {
        failed: (_stage, error) => {
          throw error;
        },
        worked: () => {},
      },
    },
    async () => {
      const facts = await factsIn(log);
      const expected = presentConversions(referenceConversions(facts, TEST_RUN));
      const stored = presentConversions(await storedConversions(warehouse, workspace));
      expect({ seed, stored }).toEqual({ seed, stored: expected });
      await proveReports(seed, workspace, facts);
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
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
      await prove(seed).catch((error: unknown) => {
        process.stderr.write(`to repeat: PROOF_RUNS=1 PROOF_SEED=${seed} npm run jest -- proof\n`);
        throw error;
      });
    }
  },
  60_000 + RUNS * 12_000,
);
