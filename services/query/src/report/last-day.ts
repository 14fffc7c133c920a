/** The last day a report shows unless one is asked for. */
import { sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import { periodOf } from '../request/period.ts';
import type { Parsed } from '../request/parameter-error.ts';
import type { Period } from '../request/period.ts';

/**
 * Today, or the day of the latest fact when that lies before the usual period: imported data is seen at once. Both
 * `YYYY-MM-DD` in the zone.
 */
export const lastDay = async (
  warehouse: Warehouse,
  workspace: string,
  timeZone: string,
  now: number,
): Promise<string> => {
  const usual = known(periodOf({}, timeZone, now));
  const latest = await latestFactDay(warehouse, workspace, timeZone);
  return latest !== null && latest < usual.from ? latest : usual.to;
};

/** The usual number of days up to a day. */
export const periodUpTo = (to: string, timeZone: string, now: number): Period => known(periodOf({ to }, timeZone, now));

const known = (period: Parsed<Period>): Period => {
  if (!period.ok) throw new Error('a period up to an existing day is always valid');
  return period.value;
};

/** Maxima of nothing are this day. */
const NEVER = '1970-01-01';

/**
 * Only for a default, so contents that lost to another may count. Cheap: of visits, the one day at the end of their
 * order is read.
 */
const latestFactDay = async (warehouse: Warehouse, workspace: string, timeZone: string): Promise<string | null> => {
  const counts = sql`workspace = ${workspace} AND NOT retracted AND excluded = ''`;
  const lastVisitDay = sql`(SELECT day FROM visit WHERE ${counts} ORDER BY workspace DESC, day DESC LIMIT 1)`;
  const conversionAt = sql`greatest(at, ifNull(sale_at, at), arrayMax(refund_at))`;
  const [row] = await warehouse.select<{ readonly last: string }>(
    sql`SELECT toString(max(last)) AS last FROM (
      SELECT toDate(max(at), ${timeZone}) AS last FROM visit WHERE ${counts} AND day = ${lastVisitDay}
      UNION ALL SELECT toDate(max(${conversionAt}), ${timeZone}) FROM conversion WHERE workspace = ${workspace} AND present
      UNION ALL SELECT max(date) FROM cost WHERE ${counts})`,
    { lane: 'report' },
  );
  return row === undefined || row.last === NEVER ? null : row.last;
};
