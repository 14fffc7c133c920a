import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  findKafkaCluster,
  presentConversions,
  Random,
  referenceConversions,
  startCluster,
  type KafkaCluster,
  type RunningCluster,
} from '@throughline/testing';
import { expectNothingLost, expectReportsRight } from '../load/expect-nothing-lost.ts';
import { Load } from '../load/load.ts';
import { ADMIN_KEY, interfaceAt, type HttpInterface } from '../process/instance.ts';
import { Faults, KINDS } from './faults.ts';
import { lookIntoCluster, type Inside } from './look-into-cluster.ts';
import { ScenarioLoad } from './scenario-load.ts';

/**
 * The proof of the pipeline in the company's form: random scenarios and providers' webhooks through the HTTP doors, three
 * attribution workers on Kafka and the ClickHouse front, and everything is killed, put to sleep, stopped and spread anew in
 * the meantime. Afterwards every row and report equals the reference over what the log holds, and nothing that was
 * acknowledged is missing. `CLUSTER_ROUNDS=10 CLUSTER_SEED=7 npm run jest -- cluster-proof` does it ten times over.
 */
const start = findKafkaCluster();
const ROUNDS = Number(process.env['CLUSTER_ROUNDS'] ?? 1);
const SEED = Number(process.env['CLUSTER_SEED'] ?? 20_261_126);
/** Of each kind of service in a round, by what else happens meanwhile. */
const KILLS_WHILE = { asleep: 3, frontStopped: 9, raising: 8 } as const;
const KILLS = KILLS_WHILE.asleep + KILLS_WHILE.frontStopped + KILLS_WHILE.raising;
/** At least so many of them hit a process that was ready. */
const KILLS_AT_WORK = 2;
/** So long a kill that is to hit a process at work waits for that. */
const KILL_WAIT_MS = 30_000;
const FRONT_STOPPED_MS = 30_000;
const SESSION_MS = 6_000;
const PARTITIONS = 3;
const LEAST_CONVERSIONS = 60;
const LONGEST_ROUND_MS = 300_000;

(start === null ? describe.skip : describe)('a cluster under faults', () => {
  let kafka: KafkaCluster;
  let cluster: RunningCluster;
  let inside: Inside;
  let at: HttpInterface;

  beforeAll(async () => {
    kafka = await start!(1);
    cluster = await startCluster({
      brokers: kafka.brokers,
      replicas: { attribution: 3, 'ingest-webhooks': 2 },
      settings: {
        ADMIN_KEY,
        KAFKA_PARTITIONS: PARTITIONS,
        KAFKA_SESSION_SECONDS: SESSION_MS / 1_000,
        LOG_LEVEL: 'error',
      },
      async onPrepared(settings) {
        inside = await lookIntoCluster({ settings });
        // Limits so small that crossings are frequent, as in the proof of one process.
        const { id, hashKey: _, ...workspace } = inside.settings.state().workspace('main')!;
        const run = { hubLimits: { others: 3, visitors: 5 } };
        await inside.settings.put('workspace', id, { ...workspace, run });
        await inside.followPresentRules();
      },
    });
    at = interfaceAt(cluster.url, () =>
      cluster.services.map((service) => `${service.name}:\n${service.said()}`).join('\n'),
    );
  });
  afterAll(async () => {
    await inside.close();
    await cluster.stop('SIGKILL');
    await kafka.stop();
  });

  test(
    `${ROUNDS} rounds of ${KILLS} kills of each service, a zombie, a broker restart, the front stopped and partitions doubled: equal to the reference`,
    async () => {
      const random = new Random(SEED);
      const load = new Load({ seed: SEED, visitsPerDay: 40, pauseMs: 150 });
      const scenarios = new ScenarioLoad();
      const faults = new Faults(cluster, kafka, random.fork());
      await load.start(at);
      scenarios.start(cluster.url, SEED, 30, 400);

      try {
        for (let round = 0; round < ROUNDS; round += 1) await endure(faults, round);
        await Promise.all(cluster.services.map((service) => service.ready()));
        // On a slow machine the faults are over before enough has come to prove anything by.
        while ((await inside.conversions()).length < 2 * LEAST_CONVERSIONS) await sleep(500);
      } finally {
        await Promise.all([load.stop(), scenarios.stop()]);
      }
      expect([...load.surprises, ...scenarios.surprises]).toEqual([]);
      await at.caughtUp();

      const contents = await inside.contents();
      const killed = KINDS.map((kind) => {
        const kills = faults.kills.filter((kill) => kill.kind === kind);
        return { kind, times: kills.length, atWork: kills.filter(({ wasAtWork }) => wasAtWork).length };
      });
      process.stderr.write(
        `cluster proof: seed ${SEED}, killed ${killed.map(({ kind, times, atWork }) => `${kind} ${times} (${atWork} at work)`).join(', ')}; ${contents.facts.length} facts, scenarios accepted ${scenarios.accepted} and rejected ${scenarios.rejected}, webhooks ${load.acknowledged.hooks.size}\n`,
      );
      expect(killed.map(({ kind, times }) => [kind, times])).toEqual(KINDS.map((kind) => [kind, KILLS * ROUNDS]));
      for (const { atWork } of killed) expect(atWork).toBeGreaterThanOrEqual(KILLS_AT_WORK * ROUNDS);
      expect(scenarios.accepted).toBeGreaterThan(4 * scenarios.rejected);
      expect(contents.facts.length).toBeGreaterThan(500);
      await expectNothingLost(at, load, contents);
      const expected = presentConversions(referenceConversions(contents.facts, contents.run));
      expect(expected.length).toBeGreaterThan(LEAST_CONVERSIONS);
      expect(presentConversions(await inside.conversions())).toEqual(expected);
      await expectReportsRight(at, SEED, contents);
      const { checked, repaired } = await inside.swept();
      expect({ enough: checked > LEAST_CONVERSIONS, repaired }).toEqual({ enough: true, repaired: 0 });
    },
    (2 + ROUNDS) * LONGEST_ROUND_MS,
  );
});

/** All that may happen to a cluster, once. */
async function endure(faults: Faults, round: number): Promise<void> {
  await Promise.all([faults.zombie(SESSION_MS), faults.killEachKind(KILLS_WHILE.asleep, KILL_WAIT_MS)]);
  await Promise.all([faults.stopFront(FRONT_STOPPED_MS), faults.killEachKind(KILLS_WHILE.frontStopped, 0)]);
  await faults.restartBroker();
  const partitions = PARTITIONS * 2 ** (round + 1);
  const [raised] = await Promise.all([faults.raiseEpoch(partitions), faults.killEachKind(KILLS_WHILE.raising, 0)]);
  expect(raised).toEqual({ epoch: round + 1, partitions });
}
