/** What has come from a site so far. */
import { sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';

export interface SiteTraffic {
  /** Epoch milliseconds of the receipts; null while nothing has come. */
  readonly first: number | null;
  readonly last: number | null;
  /** Events by type; those repeated count once, many are estimated. */
  readonly counts: Readonly<Record<string, number>>;
}

interface TypeRow {
  readonly type: string;
  readonly events: number | string;
  readonly first: number | string;
  readonly last: number | string;
}

/** Reads all days: a site may have been silent for long. Only columns of a few bytes a row are read for it. */
export const siteTraffic = async (warehouse: Warehouse, workspace: string, site: string): Promise<SiteTraffic> => {
  const ofSite = sql`workspace = ${workspace} AND data_source = ${site}`;
  const rows = await warehouse.select<TypeRow>(
    sql`SELECT type, uniq(event_id) AS events, toUnixTimestamp64Milli(min(known_at)) AS first, toUnixTimestamp64Milli(max(known_at)) AS last FROM (
      SELECT 'visit' AS type, event_id, known_at FROM visit WHERE ${ofSite}
      UNION ALL SELECT 'page' AS type, event_id, known_at FROM page_view WHERE ${ofSite}
      UNION ALL SELECT type, event_id, known_at FROM fact WHERE ${ofSite}) GROUP BY type`,
    { lane: 'report' },
  );
  const times = rows.flatMap(({ first, last }) => [Number(first), Number(last)]);
  return {
    first: times.length === 0 ? null : Math.min(...times),
    last: times.length === 0 ? null : Math.max(...times),
    counts: Object.fromEntries(rows.map(({ type, events }) => [type, Number(events)])),
  };
};
