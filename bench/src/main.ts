import { met, type Ratio, type Row } from './measure.ts';
import { clusterRows } from './rows/cluster.ts';
import { rows } from './rows/rows.ts';

/**
 * `npm run bench -- [--quick] [--json] [--cluster] [--row N ...]`: the speed budget of the design as ratios, each against another way
 * of doing the same on this machine in this run. A table on stderr; with `--json` the result on stdout. `--cluster`: the rows
 * that are measured on Kafka and the ClickHouse front, too.
 */
const flags = process.argv.slice(2);
const quick = flags.includes('--quick');
const only = flags.flatMap((flag, i) => (flag === '--row' ? [Number(flags[i + 1])] : []));
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

async function measure(chosen: readonly Row[]): Promise<Ratio[]> {
  const ratios: Ratio[] = [];
  for (const row of chosen) {
    progress(`row ${row.row} ...`);
    const started = performance.now();
    const measured = await row.run({ quick, progress, environment: process.env });
    ratios.push(...[measured].flat());
    progress(`row ${row.row} took ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  return ratios;
}

const all = flags.includes('--cluster') ? clusterRows : rows;
const ratios = await measure(only.length === 0 ? all : all.filter(({ row }) => only.includes(row)));
const cell = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
const header = ['row', 'what', 'ratio', 'at least', 'aim', 'met', 'ours', 'other', 'unit'];
const table = ratios.map((r) => [
  String(r.row),
  r.name,
  r.ratio.toFixed(3),
  `${r.smallerIsBetter ? '<=' : '>='} ${r.at_least}`,
  String(r.aim),
  met(r) ? 'yes' : 'NO',
  cell(r.ours),
  cell(r.other),
  r.unit,
]);
const widths = header.map((title, i) => Math.max(title.length, ...table.map((cells) => (cells[i] ?? '').length)));
for (const cells of [header, ...table]) progress(cells.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  '));

if (flags.includes('--json')) {
  const answer = ratios.map((r) => ({
    row: r.row,
    name: r.name,
    ratio: r.ratio,
    at_least: r.at_least,
    aim: r.aim,
    met: met(r),
  }));
  process.stdout.write(`${JSON.stringify({ ratios: answer })}\n`);
}
process.exit(ratios.every(met) ? 0 : 1);
