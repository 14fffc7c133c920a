import { linesOf, nodesOf } from '@throughline/domain';
import {
  conversionRow,
  costRow,
  createWarehouse,
  factByNodeRows,
  factRow,
  insertVisits,
  visitRow,
  type TableName,
} from '@throughline/warehouse';
import { aShop, costsOf, type ShopPart } from '../shop/a-shop.ts';
import { Random } from '../shop/random.ts';
import { run } from '../shop/run.ts';

/**
 * Fills a warehouse with a shop by the package's own insert path, then lets the engine merge it; prints what is in it.
 * Arguments: directory of the warehouse, number of visits.
 */
const [, , path = '', visits = '0'] = process.argv;
const PART = 50_000;
const WORKSPACE = 'main';
const random = new Random(6);
const warehouse = await createWarehouse({ kind: 'chdb', path });
await warehouse.migrate();

const filled = { visits: 0, enquiries: 0, deals: 0, sales: 0 };
let offset = 0;
const position = () => ({ partition: 0, offset: (offset += 1) });

async function insert(part: ShopPart): Promise<void> {
  const rows = part.visits.map((fact) => visitRow(WORKSPACE, fact, position()));
  await insertVisits(warehouse, rows);
  await warehouse.insert(
    'fact_by_node',
    part.facts.flatMap((fact) => factByNodeRows(WORKSPACE, fact, nodesOf(fact), linesOf(fact))),
  );
  await warehouse.insert(
    'fact',
    part.facts.map((fact) => factRow(WORKSPACE, fact, position())),
  );
  await warehouse.insert(
    'conversion',
    part.conversions.map((conversion) => conversionRow(conversion, WORKSPACE, 1)),
  );
  filled.visits += rows.length;
  for (const conversion of part.conversions) {
    if (conversion.kind === 'enquiry') filled.enquiries += 1;
    else {
      filled.deals += 1;
      if (conversion.isSale) filled.sales += 1;
    }
  }
}

for (const part of aShop(Number(visits), random, run, PART)) await insert(part);
await warehouse.insert(
  'cost',
  costsOf(random).map((fact) => costRow(WORKSPACE, fact, position())),
);
const filledTables: readonly TableName[] = [
  'visit',
  'visit_by_visitor',
  'visit_by_key',
  'fact',
  'fact_by_node',
  'conversion',
  'cost',
];
for (const table of filledTables) await warehouse.merge(table);
await warehouse.close();
process.stdout.write(JSON.stringify(filled));
