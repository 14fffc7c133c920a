import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TOPICS } from '@throughline/events';
import { createMemoryLog, createMemoryStorage, type EventLog } from '@throughline/event-log';
import { startSharedJobs } from './shared-jobs.ts';

/** Several processes are several subscriptions of one log. No schedule comes due: ticks are appended by hand. */
const NEVER = '0 0 1 1 *';
const NOW = 1_800_000_000_000;
let clock: number;
let log: EventLog;
const running: { stop(): Promise<void> }[] = [];
const ran: string[] = [];
const failures: [string, unknown][] = [];

beforeEach(async () => {
  clock = NOW;
  ran.length = 0;
  failures.length = 0;
  const topics = [{ name: TOPICS.jobTicks, partitions: 1, retentionMs: -1 }];
  log = createMemoryLog({ storage: createMemoryStorage(), topics, now: () => clock });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
  await log.close();
});

async function start(
  name: string,
  run: (isStopping: () => boolean) => Promise<void>,
): Promise<{ stop(): Promise<void> }> {
  const jobs = await startSharedJobs({
    jobs: [
      {
        name: 'sweep',
        schedule: NEVER,
        run: (isStopping) => {
          ran.push(name);
          return run(isStopping);
        },
      },
    ],
    timeZone: 'UTC',
    log,
    now: () => clock,
    onError: (job, error) => void failures.push([job, error]),
  });
  running.push(jobs);
  return jobs;
}
const tick = (job = 'sweep') => log.append(TOPICS.jobTicks, [{ key: null, value: Buffer.from(job) }]);
const done = async (): Promise<number> => (await log.committedOffsets(TOPICS.jobTicks, 'jobs'))[0] ?? 0;
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await condition()); turn += 1) {
    if (turn > 500) throw new Error('it does not come about');
    await sleep(10);
  }
}

test('one of several processes runs a job, once for all their ticks of the same time', async () => {
  await start('a', async () => {});
  await start('b', async () => {});
  await tick();
  await tick();
  await until(async () => (await done()) === 2);
  expect(ran).toHaveLength(1);
  clock += 60_000;
  await tick();
  await until(async () => (await done()) === 3);
  expect(ran).toHaveLength(2);
  expect(failures).toEqual([]);
});

test('a job that is under way when its process stops is told, and left to the next owner', async () => {
  const first = await start('first', async (isStopping) => {
    while (!isStopping()) await sleep(5);
  });
  await tick();
  await until(() => ran.length === 1);
  await start('second', async () => {});
  running.splice(running.indexOf(first), 1);
  await first.stop();
  await until(async () => (await done()) === 1);
  expect(ran).toEqual(['first', 'second']);
  expect(failures).toEqual([]);
});

test('a job that fails is told of and not run again before its next time', async () => {
  const failure = new Error('no');
  await start('a', () => Promise.reject(failure));
  await tick();
  await until(async () => (await done()) === 1);
  expect([ran, failures]).toEqual([['a'], [['sweep', failure]]]);
});

test('what was due long ago, and what is no job of this release, is passed over', async () => {
  await tick();
  clock += 11 * 60_000;
  await tick('a-job-of-tomorrow');
  await start('a', async () => {});
  await until(async () => (await done()) === 2);
  expect(ran).toEqual([]);
});
