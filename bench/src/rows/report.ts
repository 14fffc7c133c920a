import { interleaved, type Row } from '../measure.ts';
import { compiled, startChild } from '../processes/child.ts';
import { json } from '../processes/systems.ts';
import { stagedShop } from '../stage/staged-shop.ts';

const FROM = '2026-05-01';
const TO = '2026-05-30';
const BEFORE = '2026-05-31';
const KEYS = ['channel', 'source', 'campaign'];
/** Decimal strings in ours, minor units in the other. */
const MONEY = new Set(['revenue', 'cost', 'cost_of_goods', 'profit']);

type Cells = Readonly<Record<string, string | number | boolean | null>>;

/** Row 6: the ROI report of 30 days, asked over HTTP, against bench/raw-roi.sql asked over HTTP of the same process. */
export const report: Row = {
  row: 6,
  async run({ quick, environment, progress }) {
    const visits = quick ? 100_000 : 10_000_000;
    const shop = await stagedShop(visits, environment, progress);
    const server = await startChild([compiled('servers/report.js'), shop.copy().warehouse], {
      ...environment,
      UV_THREADPOOL_SIZE: '16',
    });
    const roi = async () =>
      (
        (await json(`${server.url}/v1/reports/roi?from=${FROM}&to=${TO}`, { authorization: 'Bearer bench' })) as {
          rows: Cells[];
        }
      ).rows;
    const raw = async () => (await json(`${server.url}/raw-roi?from=${FROM}&before=${BEFORE}`, {})) as Cells[];
    try {
      expectEqual(await roi(), await raw());
      for (let i = 0; i < 3; i += 1) await roi();
      const measured = await interleaved(
        quick ? 3 : 15,
        () => milliseconds(roi),
        () => milliseconds(raw),
      );
      return {
        row: 6,
        name: `ROI report of 30 days, p50, over bench/raw-roi.sql, at ${visits / 1e6}M visits`,
        ...measured,
        at_least: 0.2,
        aim: 0.1,
        smallerIsBetter: true,
        unit: 'ms',
      };
    } finally {
      await server.stop();
    }
  },
};

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Every row and every metric of the two must be the same; ratios up to the last bits of binary64. */
function expectEqual(ours: readonly Cells[], raw: readonly Cells[]): void {
  const keyOf = (row: Cells): string => KEYS.map((key) => row[key]).join(' / ');
  const rawByKey = new Map(raw.map((row) => [keyOf(row), row]));
  if (ours.length !== raw.length || rawByKey.size !== raw.length)
    throw new Error(`${ours.length} rows, by raw-roi.sql ${raw.length}`);
  for (const row of ours) {
    const other = rawByKey.get(keyOf(row));
    if (other === undefined) throw new Error(`raw-roi.sql has no row ${keyOf(row)}`);
    for (const [metric, value] of Object.entries(other)) {
      if (KEYS.includes(metric)) continue;
      const own = row[metric];
      const [a, b] = [
        own === null || own === undefined ? null : Number(own),
        value === null ? null : Number(value) / (MONEY.has(metric) ? 100 : 1),
      ];
      const same = a === null || b === null ? a === b : Math.abs(a - b) <= Math.abs(b) * 1e-9;
      if (!same || own === undefined)
        throw new Error(`${metric} of ${keyOf(row)}: ${String(own)}, by raw-roi.sql ${String(b)}`);
    }
  }
}
