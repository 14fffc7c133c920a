import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@throughline/testing';
import { afterEach, expect, test } from '@jest/globals';
import { Load } from './load/load.ts';
import { expectNothingLost, expectReportsRight, expectRowsRight } from './load/expect-nothing-lost.ts';
import { ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { readLog } from './process/look-into.ts';
import { runThroughline } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

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
      const command = runThroughline(['start'], {
        settings: { DATA_DIR: directory.path, PORT: 0, ADMIN_KEY, LOG_LEVEL: 'error' },
      });
      // One in four dies at some moment of its start, the others at some moment of their work.
      const early = random.once(4);
      const ready = command.said(/Throughline: (http\S+)/).then(([, url = '']) => url);
      if (early) await Promise.race([sleep(random.below(1_000)), ready]);
      else {
        load.target = await ready;
        await sleep(random.below(350));
      }
      ready.catch(() => undefined);
      if (!command.stderr().includes('Throughline:')) killedWhileStarting += 1;
      command.kill('SIGKILL');
      expect((await command.ended).signal).toBe('SIGKILL');
    }

    const instance = (last = await startInstance(directory.path));
    load.target = instance.url;
    await sleep(200);
    await load.stop();
    expect(load.surprises).toEqual([]);
    await instance.caughtUp();
    const { events, costs, hooks } = load.acknowledged;
    process.stderr.write(
      `kill test: seed ${SEED}, ${KILLS} kills (${killedWhileStarting} while starting), acknowledged ${events.size} events, ${costs.size} cost rows, ${hooks.size} webhooks\n`,
    );
    expect(Math.min(events.size, costs.size, hooks.size)).toBeGreaterThan(KILLS);

    const contents = await readLog(directory.path);
    await expectNothingLost(instance, load, contents);
    await expectReportsRight(instance, SEED, contents);
    expect((await instance.stop()).code).toBe(0);
    expect(await expectRowsRight(directory.path)).toBeGreaterThan(KILLS);
  },
  120_000 + KILLS * 10_000,
);
