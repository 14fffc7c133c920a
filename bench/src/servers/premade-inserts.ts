import { linesOf, nodesOf } from '@throughline/domain';
import { conversionRow, factByNodeRows, factRow, insertVisits, visitRow, type Warehouse } from '@throughline/warehouse';
import { aShop, type ShopPart } from '../shop/a-shop.ts';
import { Random } from '../shop/random.ts';
import { run } from '../shop/run.ts';

/** What an event brings: a tenth of the visits are a buyer's and make his conversions due. */
const AN_EVENT = { visits: 0.95, facts: 0.05, conversions: 0.2 };
/** Where the reports of rows 4 and 5 look: the last days. Elsewhere lies what the shop sold before. */
const DAY_MS = 86_400_000;
const recent = (at: number): number => Date.now() - 3 * DAY_MS + (at % (3 * DAY_MS));
const POSITION = { partition: 0, offset: 0 };

/** The inserts of a batch of events and of its conversions; what is inserted was made beforehand. */
export interface PremadeInserts {
  record(events: number): Promise<void>;
  attribute(events: number): Promise<void>;
}

export function premadeInserts(warehouse: Warehouse): PremadeInserts {
  const made: ShopPart = { visits: [], facts: [], conversions: [] };
  for (const part of aShop(40_000, new Random(7), run, 10_000)) {
    made.visits.push(...part.visits.map((visit) => ({ ...visit, at: recent(visit.at) })));
    made.facts.push(...part.facts);
    made.conversions.push(...part.conversions.map((conversion) => ({ ...conversion, at: recent(conversion.at) })));
  }
  const taken = { visits: 0, facts: 0, conversions: 0 };
  /** The next of so many events, again from the first when all are taken. */
  function take<Name extends keyof ShopPart>(name: Name, events: number): ShopPart[Name] {
    const all = made[name] as unknown[];
    return Array.from(
      { length: Math.max(1, Math.round(AN_EVENT[name] * events)) },
      () => all[(taken[name] += 1) % all.length],
    ) as ShopPart[Name];
  }

  return {
    async record(events) {
      const facts = take('facts', events);
      const visits = take('visits', events).map((visit) => visitRow('main', visit, POSITION));
      const rows = facts.map((fact) => factRow('main', fact, POSITION));
      const names = facts.flatMap((fact) => factByNodeRows('main', fact, nodesOf(fact), linesOf(fact)));
      await Promise.all([
        insertVisits(warehouse, visits),
        warehouse.insert('fact', rows),
        warehouse.insert('fact_by_node', names),
      ]);
    },
    async attribute(events) {
      const rows = take('conversions', events).map((conversion) => conversionRow(conversion, 'main', 1));
      await warehouse.insert('conversion', rows);
    },
  };
}
