import { rmSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { Load } from './load/load.ts';
import { expectNothingLost, expectReportsRight, expectRowsRight } from './load/expect-nothing-lost.ts';
import { fillDisk } from './process/fill-disk.ts';
import { startInstance, type Instance } from './process/instance.ts';
import { readLog } from './process/look-into.ts';
import { mountTmpfs, testWithMount, type Mount } from './process/mounts.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** A full disk refuses, loses nothing, and is forgotten once there is room. Log and warehouse are on the same one. */
const SEED = 20_261_126;
let directory: ReturnType<typeof temporaryDirectory>;
let mount: Mount;
let instance: Instance;
let load: Load;

beforeEach(() => {
  process.stderr.write(`full disk test: seed ${SEED}\n`);
  directory = temporaryDirectory('full-disk');
});
afterEach(async () => {
  await load.stop();
  await instance.stop('SIGKILL');
  mount.unmount();
  directory.remove();
});

const filler = (): string => join(mount.path, 'filler');
const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(mount.path);
  return bavail * bsize;
};
const dataDirectory = (): string => join(mount.path, 'data');

/** Starts under load, fills the disk, and waits until the doors say so. */
async function runIntoFullDisk(megabytes = 40): Promise<void> {
  mount = mountTmpfs(join(directory.path, 'mounted'), `size=${megabytes}m`);
  instance = await startInstance(dataDirectory(), { settings: { LOG_LEVEL: 'error' } });
  load = new Load({ seed: SEED, visitsPerDay: 40, pauseMs: 10 });
  await load.start(instance);
  await sleep(700);
  fillDisk(filler());
  // The log has some free pages of its own; with records of 200 KB they are soon used up.
  const thick = {
    type: 'visit',
    at: '2026-08-01T10:00:00Z',
    visitor_id: 'thick',
    url: `https://x.example/?q=${'x'.repeat(1_500)}`,
  };
  const events = Array.from({ length: 100 }, (_, i) => ({ ...thick, id: `thick-${i}` }));
  let refusal = await instance.post('/v1/events', { events });
  for (let attempt = 0; refusal.status === 202 && attempt < 200; attempt += 1)
    refusal = await instance.post('/v1/events', { events });
  expect({ status: refusal.status, code: refusal.body.code, retryAfter: refusal.headers.get('retry-after') }).toEqual({
    status: 503,
    code: 'log_unavailable',
    retryAfter: '5',
  });
}

/** Once all is caught up; stops the instance. */
async function expectAllRight(): Promise<void> {
  const contents = await readLog(dataDirectory());
  await expectNothingLost(instance, load, contents);
  await expectReportsRight(instance, SEED, contents);
  expect((await instance.stop()).code).toBe(0);
  expect(await expectRowsRight(dataDirectory())).toBeGreaterThan(0);
}

testWithMount(
  'doors answer 503, everything else goes on, and with room it accepts again without a restart',
  async () => {
    await runIntoFullDisk();
    const refused = load.unavailable;
    for (const late = Date.now() + 30_000; load.unavailable < refused + 5 && Date.now() < late;) await sleep(50);
    expect(load.unavailable).toBeGreaterThanOrEqual(refused + 5);
    for (const path of ['/livez', '/v1/status', '/v1/reports/roi?from=2026-08-01&to=2026-10-31']) {
      const { status } = await instance.get(path);
      const failures = instance.command
        .stderr()
        .split('\n')
        .filter((line) => line.includes(`"path":"${path.split('?')[0] ?? ''}`));
      expect({ path, status, failures }).toEqual({ path, status: 200, failures: [] });
    }

    rmSync(filler());
    const before = load.acknowledged.events.size;
    for (const late = Date.now() + 30_000; load.acknowledged.events.size === before && Date.now() < late;)
      await sleep(50);
    expect(load.acknowledged.events.size).toBeGreaterThan(before);
    await load.stop();
    expect(load.surprises).toEqual([]);
    // The pause between two attempts of the line may have grown to half a minute.
    await instance.caughtUp();
    await expectAllRight();
  },
);

testWithMount(
  'a disk that is full again and again, in the middle of whatever is written: every row is there and stays',
  async () => {
    await runIntoFullDisk(200);
    const last = join(mount.path, 'last');
    for (let round = 0; round < 30; round += 1) {
      // All but what inserts are begun with: so little is filled faster than one is written.
      rmSync(last, { force: true });
      truncateSync(filler(), statSync(filler()).size + freeBytes() - 4 * 1_048_576);
      await sleep(50 + 13 * (round % 7));
      fillDisk(last);
      await sleep(20);
    }
    rmSync(last);
    rmSync(filler());
    await load.stop();
    expect(load.surprises).toEqual([]);
    await instance.caughtUp();
    expect((await instance.stop()).code).toBe(0);
    expect(await expectRowsRight(dataDirectory())).toBeGreaterThan(0);
  },
);

testWithMount('kill -9 on the full disk: with room the next start has everything that was acknowledged', async () => {
  await runIntoFullDisk();
  await sleep(300);
  load.target = null;
  await instance.stop('SIGKILL');
  rmSync(filler());
  instance = await startInstance(dataDirectory());
  load.target = instance.url;
  await sleep(500);
  await load.stop();
  expect(load.surprises).toEqual([]);
  await instance.caughtUp();
  await expectAllRight();
});
