import { setTimeout as sleep } from 'node:timers/promises';
import { presentConversions, Random, referenceConversions, referenceReport, reportDifferences } from '@throughline/testing';
import { afterEach, expect, test } from '@jest/globals';
import { costKey, Load } from './load/load.ts';
import { allEvents, ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { readLog, readWarehouse } from './process/look-into.ts';
import { runThroughline } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';
import { queryString, questions } from './proof/report-questions.ts';

/**
 * kill -9 at random moments under load, the next start on the same directory: what was answered 2xx is in the log, and
 * the reports say what the log says. `KILLS=1000 KILL_SEED=7 npm run jest -- kill.e2e` enlarges it.
 */
const KILLS = Number(process.env['KILLS'] ?? 50);
const SEED = Number(process.env['KILL_SEED'] ?? 20_261_124);

const directory = temporaryDirectory('kill');
let last: Instance | null = null;
afterEach(async () => {
  await last?.stop('SIGKILL');
  directory.remove();
});

test(
  `${KILLS} times kill -9 under load from seed ${SEED}: nothing acknowledged is lost, and every number is right`,
  async () => {
    const random = new Random(SEED);
    const load = new Load({ seed: SEED, visitsPerDay: 60, pauseMs: 12 });
    const first = (last = await startInstance(directory.path));
    await load.start(first);
    await sleep(300 + random.below(300));
    await first.stop('SIGKILL');

    let killedWhileStarting = 0;
    for (let kill = 1; kill < KILLS; kill += 1) {
      load.target = null;
      const command = runThroughline(['start'], { settings: { DATA_DIR: directory.path, PORT: 0, ADMIN_KEY, LOG_LEVEL: 'error' } });
      // One in four dies at some moment of its start, the others at some moment of their work.
      const early = random.once(4);
      const ready = command.said(/Throughline: (http\S+)/).then(([, url = '']) => url);
      if (early) await Promise.race([sleep(random.below(1_000)), ready]);
      else {
        load.target = await ready;
        await sleep(random.below(350));
      }
      ready.catch(() => undefined);
      if (command.stderr().includes('Throughline:') === false) killedWhileStarting += 1;
      command.kill('SIGKILL');
      expect((await command.ended).signal).toBe('SIGKILL');
    }

    const instance = (last = await startInstance(directory.path));
    load.target = instance.url;
    await sleep(200);
    await load.stop();
    expect(load.surprises).toEqual([]);
    await instance.caughtUp(120_000);
    const { events, costs, hooks } = load.acknowledged;
    process.stderr.write(
      `kill test: seed ${SEED}, ${KILLS} kills (${killedWhileStarting} while starting), acknowledged ${events.size} events, ${costs.size} cost rows, ${hooks.size} webhooks\n`,
    );
    expect(Math.min(events.size, costs.size, hooks.size)).toBeGreaterThan(KILLS);

    await expectAcknowledgedInLog(instance, load);
    await expectReportsRight(instance);
    expect((await instance.stop()).code).toBe(0);
    await expectRowsRight();
  },
  120_000 + KILLS * 10_000,
);

async function expectAcknowledgedInLog(instance: Instance, load: Load): Promise<void> {
  const { events, costs, hooks } = load.acknowledged;
  const inLog = await allEvents(instance);
  const present = new Set(inLog.map((event) => `${event['type']} ${event['id']}`));
  const presentCosts = new Set(inLog.filter(({ type }) => type === 'cost').map((row) => costKey(row['date'], row['ad_source'], row['campaign'])));
  const translated = new Set(inLog.flatMap((event) => (event['raw_position'] === undefined ? [] : [event['raw_position'].offset as number])));
  expect([...events].filter((event) => !present.has(event))).toEqual([]);
  expect([...costs].filter((row) => !presentCosts.has(row))).toEqual([]);

  const { raw } = await readLog(directory.path);
  const lost = [...hooks].filter(([offset, { body }]) => raw.get(offset)?.subarray(-Buffer.byteLength(body)).toString() !== body);
  expect(lost).toEqual([]);
  const refused = await rejectedOffsets(instance);
  // A call that has only begun to ring is a note; it is in `raw`, and says nothing that is counted.
  const untranslated = [...hooks].filter(([offset, { path }]) => path !== '/events/call' && !translated.has(offset) && !refused.has(offset));
  expect(untranslated).toEqual([]);
}

async function rejectedOffsets(instance: Instance): Promise<Set<number>> {
  const offsets = new Set<number>();
  for (let cursor = ''; ; ) {
    const { body } = await instance.get(`/v1/rejected?limit=1000${cursor}`);
    for (const { raw } of body.rejected) offsets.add(raw.offset);
    if (body.next_cursor === undefined) return offsets;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

async function expectReportsRight(instance: Instance): Promise<void> {
  const { facts, run } = await readLog(directory.path);
  for (const query of questions(SEED, 4)) {
    for (const name of ['roi', 'revenue-by-source'] as const) {
      const asked = `/v1/reports/${name}?${queryString(query, 'main')}`;
      const { status, body } = await instance.get(asked);
      expect({ asked, status }).toEqual({ asked, status: 200 });
      const differences = reportDifferences(body, referenceReport(name, facts, run, query), query.by);
      expect({ asked, differences }).toEqual({ asked, differences: [] });
    }
  }
}

async function expectRowsRight(): Promise<void> {
  const { facts, run } = await readLog(directory.path);
  const { conversions, checked, repaired } = await readWarehouse(directory.path);
  expect(presentConversions(conversions)).toEqual(presentConversions(referenceConversions(facts, run)));
  expect(checked).toBeGreaterThan(KILLS);
  expect(repaired).toBe(0);
}
