import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fillWithShop, whatItSays } from './process/a-shop.ts';
import { childrenOf } from './process/children-of.ts';
import { ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { runThroughline, type RunningCommand } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** A rebuild changes no number, whatever happens to it. */
const SEED = 20_261_125;

const original = temporaryDirectory('rebuild');
let expected: Record<string, unknown>;
let copy: ReturnType<typeof temporaryDirectory>;
const started: Instance[] = [];

beforeAll(async () => {
  process.stderr.write(`rebuild test: seed ${SEED}\n`);
  const instance = await start(original.path);
  await fillWithShop(instance, SEED, 25);
  await instance.caughtUp();
  expected = await whatItSays(instance);
  expect((await instance.stop()).code).toBe(0);
  expect((expected['sale'] as unknown[]).length).toBeGreaterThan(5);
});
afterAll(() => original.remove());
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (instance) => instance.stop('SIGKILL')));
  copy.remove();
});

async function start(path: string): Promise<Instance> {
  const instance = await startInstance(path);
  started.push(instance);
  return instance;
}
async function startOnCopy(prepare: (path: string) => void = () => undefined): Promise<Instance> {
  copy = temporaryDirectory('rebuild-copy');
  cpSync(original.path, copy.path, { recursive: true });
  prepare(copy.path);
  return start(copy.path);
}
/** A signal that is given when a command has ended. */
function endOf(command: RunningCommand): AbortSignal {
  const over = new AbortController();
  void command.ended.finally(() => {
    over.abort();
  });
  return over.signal;
}
const pointer = (): { directory: string; run: string } =>
  JSON.parse(readFileSync(join(copy.path, 'current.json'), 'utf8'));
const warehouses = (): string[] => readdirSync(join(copy.path, 'warehouse'));
const rebuildOf = (): RunningCommand => runThroughline(['rebuild'], { settings: { DATA_DIR: copy.path, ADMIN_KEY } });
const ROI = '/v1/reports/roi?from=2026-08-01&to=2026-11-30';

async function until(holds: () => boolean, everyMs = 2): Promise<void> {
  const late = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > late) throw new Error('it never came to that');
    await sleep(everyMs);
  }
}

test('rows, totals, lists and explanations stay; reports answer all the while; what comes meanwhile shows after it', async () => {
  const instance = await startOnCopy();
  const before = pointer().directory;
  const rebuild = rebuildOf();
  const over = endOf(rebuild);
  let answered = 0;
  const asking = (async () => {
    for (; !over.aborted; answered += 1) {
      const { status, body } = await instance.get(ROI);
      expect({ status, totals: body.totals }).toEqual({
        status: 200,
        totals: (expected[ROI] as { totals: unknown }).totals,
      });
    }
  })();
  // Meanwhile, in a month of their own: July.
  await rebuild.said(/events \d+ of \d+/);
  let sent = 0;
  for (; !over.aborted || sent < 10; sent += 1) {
    const visit = {
      type: 'visit',
      id: `july-${sent}`,
      at: '2026-07-10T10:00:00Z',
      visitor_id: `july-${sent}`,
      url: 'https://x.example/?utm_source=july',
    };
    expect((await instance.post('/v1/events', { events: [visit] })).status).toBe(202);
    await sleep(5);
  }
  const { code, stdout } = await rebuild.ended;
  await asking;
  expect({ code, said: JSON.parse(stdout) }).toEqual({
    code: 0,
    said: { events: expect.any(Number), candidates: expect.any(Number) },
  });
  expect(answered).toBeGreaterThan(3);
  expect(pointer().directory).not.toBe(before);
  expect(warehouses()).toEqual([pointer().directory]);

  await instance.caughtUp();
  expect(await whatItSays(instance)).toEqual(expected);
  const july = await instance.get('/v1/reports/roi?from=2026-07-01&to=2026-07-31&by=source');
  expect(july.body.rows).toEqual(expect.arrayContaining([expect.objectContaining({ source: 'july', visits: sent })]));
});

/** Waits for a moment of a rebuild. */
type Moment = (instance: Instance, rebuild: RunningCommand, before: string) => Promise<unknown>;
const childIsThere: Moment = ({ pid }) => until(() => childrenOf(pid).length > 0);
const itBuilds: Moment = (_instance, rebuild) => rebuild.said(/events \d+ of \d+/);
const childIsGone: Moment = async (instance, rebuild) => {
  await itBuilds(instance, rebuild, '');
  await until(() => childrenOf(instance.pid).length === 0);
};
const pointerMoved: Moment = (_instance, _rebuild, before) => until(() => pointer().directory !== before, 1);

describe.each<[string, Moment]>([
  ['when it has just begun', childIsThere],
  ['while it builds', itBuilds],
])('kill -9 of the child %s', (_when, moment) => {
  test('the rebuild fails with one line, and the present warehouse goes on', async () => {
    const instance = await startOnCopy();
    const before = pointer().directory;
    const rebuild = rebuildOf();
    await moment(instance, rebuild, before);
    for (const child of childrenOf(instance.pid)) process.kill(child, 'SIGKILL');
    const { code, stderr } = await rebuild.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^throughline: the rebuild failed: the rebuild ended early \(SIGKILL\); the old warehouse goes on$/m,
    );
    expect(await whatItSays(instance)).toEqual(expected);
    expect(warehouses()).toEqual([before]);

    const again = await rebuildOf().ended;
    expect(again.code).toBe(0);
    expect(await whatItSays(instance)).toEqual(expected);
  });
});

describe.each<[string, Moment, 'old' | 'new']>([
  ['before its child is at work', childIsThere, 'old'],
  ['while its child builds', itBuilds, 'old'],
  ['after the child is done and before the pointer', childIsGone, 'old'],
  ['after the pointer', pointerMoved, 'new'],
])('kill -9 of the process %s', (_when, moment, answering) => {
  test('the next start answers the same, from one warehouse', async () => {
    const instance = await startOnCopy();
    const before = pointer().directory;
    const rebuild = rebuildOf();
    await moment(instance, rebuild, before);
    await instance.stop('SIGKILL');
    expect((await rebuild.ended).code).toBe(1);
    expect(pointer().directory === before ? 'old' : 'new').toBe(answering);
    // The other one may or may not have been removed by then; here it was not.
    mkdirSync(join(copy.path, 'warehouse', 'leftover', 'store'), { recursive: true });

    const next = await start(copy.path);
    await next.caughtUp();
    expect(await whatItSays(next)).toEqual(expected);
    expect(warehouses()).toEqual([pointer().directory]);
  });
});

test('a warehouse built under other rules is rebuilt by itself at the start', async () => {
  let before = '';
  const instance = await startOnCopy((path) => {
    const file = join(path, 'current.json');
    before = JSON.parse(readFileSync(file, 'utf8')).directory;
    writeFileSync(file, JSON.stringify({ directory: before, run: 'another-run' }));
  });
  await until(() => pointer().directory !== before, 20);
  expect(pointer().run).not.toBe('another-run');
  await instance.caughtUp();
  expect(await whatItSays(instance)).toEqual(expected);
  expect(instance.command.stderr()).toMatch(/rules changed/);
});

test('SIGTERM during a rebuild stops in order and at once; the next start answers the same', async () => {
  const instance = await startOnCopy();
  const before = pointer().directory;
  const rebuild = rebuildOf();
  await itBuilds(instance, rebuild, before);
  const from = Date.now();
  expect((await instance.stop('SIGTERM')).code).toBe(0);
  expect(Date.now() - from).toBeLessThan(25_000);
  await rebuild.ended;
  const next = await start(copy.path);
  await next.caughtUp();
  expect(await whatItSays(next)).toEqual(expected);
  expect(warehouses()).toEqual([pointer().directory]);
});

const warehouseIn = (path: string): string =>
  join(path, 'warehouse', JSON.parse(readFileSync(join(path, 'current.json'), 'utf8')).directory);
const filesIn = (path: string, ending: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && entry.name.endsWith(ending) ? [join(entry.parentPath, entry.name)] : [],
  );

/** How often the parts were merged that a file's part is made of: of the highest no other is made. */
const levelOf = (file: string): number => Number(basename(dirname(file)).split('_').at(-1));

/** The engine refuses few of these by itself: it goes on with what it can read, and reports would be wrong. */
describe.each<[string, (path: string) => void, 'set aside' | 'nothing to set aside']>([
  [
    'its data files are cut',
    (path) => filesIn(warehouseIn(path), 'data.bin').forEach((file) => truncateSync(file, 5)),
    'set aside',
  ],
  [
    'one data file is cut',
    (path) =>
      filesIn(join(warehouseIn(path), 'store'), 'data.bin')
        // The engine does not look at a part of which another was made.
        .toSorted((a, b) => levelOf(a) - levelOf(b))
        .slice(-1)
        .forEach((file) => truncateSync(file, 5)),
    'set aside',
  ],
  [
    'its metadata is no metadata',
    (path) => filesIn(warehouseIn(path), '.sql').forEach((file) => writeFileSync(file, 'garbage')),
    'set aside',
  ],
  ['its store is gone', (path) => rmSync(join(warehouseIn(path), 'store'), { recursive: true }), 'set aside'],
  [
    'it is empty',
    (path) =>
      readdirSync(warehouseIn(path)).forEach((name) => rmSync(join(warehouseIn(path), name), { recursive: true })),
    'set aside',
  ],
  [
    'the machine went down while it was open',
    (path) => {
      writeFileSync(join(warehouseIn(path), 'opened-in'), 'a former start of the machine');
      // Nothing of it says that a part was there.
      rmSync(dirname(filesIn(join(warehouseIn(path), 'store'), 'data.bin').at(-1)!), { recursive: true });
    },
    'set aside',
  ],
  ['it is gone', (path) => rmSync(warehouseIn(path), { recursive: true }), 'nothing to set aside'],
  ['all warehouses are gone', (path) => rmSync(join(path, 'warehouse'), { recursive: true }), 'nothing to set aside'],
  ['the pointer is torn', (path) => writeFileSync(join(path, 'current.json'), '{"directory":'), 'nothing to set aside'],
  ['the pointer is gone', (path) => rmSync(join(path, 'current.json')), 'nothing to set aside'],
])('a warehouse of which %s', (_what, damage, aside) => {
  test('is made anew from the log', async () => {
    const instance = await startOnCopy(damage);
    await instance.caughtUp();
    expect(await whatItSays(instance)).toEqual(expected);
    const kept = warehouses().filter((name) => name.endsWith('.broken'));
    expect(kept.length).toBe(aside === 'set aside' ? 1 : 0);
    expect(warehouses().length).toBe(1 + kept.length);
  });
});

test('what was set aside goes with the next rebuild', async () => {
  const instance = await startOnCopy((path) => rmSync(join(warehouseIn(path), 'store'), { recursive: true }));
  await instance.caughtUp();
  expect(warehouses()).toContainEqual(expect.stringMatching(/\.broken$/));
  expect((await rebuildOf().ended).code).toBe(0);
  expect(warehouses()).toEqual([pointer().directory]);
  expect(existsSync(join(copy.path, 'warehouse', pointer().directory))).toBe(true);
});
