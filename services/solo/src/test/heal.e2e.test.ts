import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillWithShop, whatItSays } from './process/a-shop.ts';
import { ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { runThroughline } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** Whatever happens to the warehouse of a running instance, it comes back by itself and says the same. */
const SEED = 20_261_126;
const PATIENCE_MS = 240_000;
const ROI = '/v1/reports/roi?from=2026-08-01&to=2026-11-30';

const data = temporaryDirectory('heal');
let instance: Instance;
let expected: Record<string, unknown>;

beforeAll(async () => {
  process.stderr.write(`heal test: seed ${SEED}\n`);
  instance = await startInstance(data.path);
  await fillWithShop(instance, SEED, 6);
  await instance.caughtUp();
  expected = await whatItSays(instance);
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  data.remove();
});

const present = (): string => JSON.parse(readFileSync(join(data.path, 'current.json'), 'utf8')).directory;

/** Directories of a table's parts in the warehouse that answers. */
function partsOf(table: string): string[] {
  const warehouse = join(data.path, 'warehouse', present());
  const definition = readFileSync(join(warehouse, 'metadata', 'default', `${table}.sql`), 'utf8');
  const uuid = /UUID '([0-9a-f-]{36})'/.exec(definition)?.[1] ?? '';
  const directory = join(warehouse, 'store', uuid.slice(0, 3), uuid);
  const names = readdirSync(directory).filter((name) => /^\w+_\d+_\d+_\d+$/.test(name));
  return names.map((name) => join(directory, name));
}

const remove = (part: string): void => {
  rmSync(part, { recursive: true });
};
const cut = (part: string): void => {
  truncateSync(join(part, 'data.bin'), 5);
};
const zero = (part: string): void => {
  writeFileSync(join(part, 'data.bin'), Buffer.alloc(statSync(join(part, 'data.bin')).size));
};

interface Seen {
  readonly ready: Set<number>;
  readonly rebuild: Set<string>;
}

/** Asks for the report, as somebody impatient does, until it is answered from another warehouse. */
async function askUntilItIsAnother(former: string): Promise<Seen> {
  const seen: Seen = { ready: new Set(), rebuild: new Set() };
  const late = Date.now() + PATIENCE_MS / 2;
  for (;;) {
    const { status, body } = await instance.get(ROI);
    // A report that cannot be read says so, it never shows a part.
    if (status === 200) expect(body.totals).toEqual((expected[ROI] as { totals: unknown }).totals);
    else expect([status, body.code]).toEqual([503, 'warehouse_unavailable']);
    seen.ready.add((await instance.get('/readyz')).status);
    const { rebuild } = (await instance.get('/v1/status')).body;
    if (rebuild !== undefined) seen.rebuild.add(rebuild.reason);
    if (status === 200 && present() !== former) return seen;
    if (Date.now() > late) throw new Error(`it did not heal\n${instance.command.stderr()}`);
    await sleep(50);
  }
}

test.each<[string, (part: string) => void]>([
  ['parts of a table are removed', remove],
  ['parts of a table are cut', cut],
  ['parts of a table are nothing but zeros', zero],
])('%s: it says so, and is whole again without a restart, with what came meanwhile', async (what, damage) => {
  const former = present();
  expect((await instance.get('/readyz')).status).toBe(200);
  const parts = partsOf('conversion');
  expect(parts.length).toBeGreaterThan(0);
  parts.forEach(damage);
  const id = `july-${what.length}`;
  const visit = {
    type: 'visit',
    id,
    at: '2026-07-10T10:00:00Z',
    visitor_id: id,
    url: `https://x.example/?utm_source=${id}`,
  };
  expect((await instance.post('/v1/events', { events: [visit] })).status).toBe(202);

  const seen = await askUntilItIsAnother(former);
  expect([[...seen.ready].sort(), [...seen.rebuild]]).toEqual([expect.arrayContaining([503]), ['damaged']]);
  await instance.caughtUp();
  expect(await whatItSays(instance)).toEqual(expected);
  const july = await instance.get('/v1/reports/roi?from=2026-07-01&to=2026-07-31&by=source');
  expect(july.body.rows).toEqual(expect.arrayContaining([expect.objectContaining({ source: id, visits: 1 })]));
  const ready = await instance.get('/readyz');
  expect([ready.status, ready.body]).toEqual([200, { ready: true, checks: { line: true, warehouse: true } }]);
  expect((await instance.get('/v1/status')).body.rebuild).toBeUndefined();
  expect(readdirSync(join(data.path, 'warehouse'))).toEqual([present()]);
});

test('each is told once in the log, and counted', async () => {
  const told = instance.command.stderr().match(/the warehouse is damaged; it is made anew from the log/g);
  expect(told?.length).toBe(3);
  expect((await instance.get('/metrics')).body).toMatch(/^throughline_warehouse_healed_total 3$/m);
});

test('a fourth time within an hour it says so and stops; a rebuild that is asked for heals it', async () => {
  const former = present();
  partsOf('conversion').forEach(remove);
  for (let rebuild: unknown; rebuild === undefined; rebuild = (await instance.get('/v1/status')).body.rebuild) {
    await instance.get(ROI);
  }
  expect((await instance.get('/v1/status')).body.rebuild).toEqual({ reason: 'damaged', state: 'needed' });
  expect(await instance.get('/readyz')).toMatchObject({ status: 503, body: { checks: { warehouse: false } } });
  await instance.command.said(/is not made anew by itself for an hour/, 'stderr');
  expect(present()).toBe(former);

  const rebuild = runThroughline(['rebuild'], { settings: { DATA_DIR: data.path, ADMIN_KEY } });
  expect((await rebuild.ended).code).toBe(0);
  await instance.caughtUp();
  expect(await whatItSays(instance)).toEqual(expected);
  expect((await instance.get('/readyz')).status).toBe(200);
});
