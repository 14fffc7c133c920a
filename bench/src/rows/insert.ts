import { join as joinPath } from 'node:path';
import {
  createWarehouse,
  id,
  join,
  sql,
  tables,
  visitRow,
  type TableRow,
  type Warehouse,
} from '@throughline/warehouse';
import { interleaved, type Row } from '../measure.ts';
import { removeDirectory, temporaryDirectory } from '../processes/temporary-directory.ts';
import { Random } from '../shop/random.ts';
import { aVisit } from '../shop/a-visit.ts';

const ROWS = 10_000;

/** Row 3: rows of objects into `visit`, encoding included, against the engine moving as many rows from memory. */
export const insert: Row = {
  row: 3,
  async run({ quick }) {
    const directory = temporaryDirectory();
    const warehouse = await createWarehouse({ kind: 'chdb', path: joinPath(directory, 'warehouse') });
    await warehouse.migrate();
    const random = new Random(3);
    let inserted = 0;
    const rows = (): TableRow<'visit'>[] => {
      inserted += ROWS;
      return Array.from({ length: ROWS }, (_, i) =>
        visitRow('main', aVisit(random), { partition: 0, offset: inserted + i }),
      );
    };
    const ours = async (): Promise<number> => rate(rows(), (batch) => warehouse.insert('visit', batch));
    const other = (): Promise<number> =>
      warehouse.withScratch('visit', rows(), (scratch) =>
        rate(null, () => warehouse.command(sql`INSERT INTO visit (${COLUMNS}) SELECT ${COLUMNS} FROM ${scratch}`)),
      );
    try {
      for (let i = 0; i < 3; i += 1) {
        await ours();
        await other();
      }
      const measured = await interleaved(quick ? 15 : 31, ours, other);
      await expectVisits(warehouse, inserted);
      return {
        row: 3,
        name: 'insert of 10k rows incl. encoding over INSERT SELECT FROM a Memory table',
        ...measured,
        at_least: 0.4,
        aim: 0.6,
        smallerIsBetter: false,
        unit: 'rows/s',
      };
    } finally {
      await warehouse.close();
      removeDirectory(directory);
    }
  },
};

const COLUMNS = join(
  Object.keys(tables.visit.columns).map((column) => id(column)),
  sql`, `,
);

async function rate<Input>(input: Input, work: (input: Input) => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work(input);
  return ROWS / ((performance.now() - startedAt) / 1_000);
}

async function expectVisits(warehouse: Warehouse, expected: number): Promise<void> {
  const [found] = await warehouse.select<{ n: string }>(sql`SELECT count() AS n FROM visit`);
  if (Number(found?.n) !== expected) throw new Error(`${expected} rows were inserted, ${found?.n ?? 'none'} are there`);
}
