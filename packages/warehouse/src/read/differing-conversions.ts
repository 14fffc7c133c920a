import type { Conversion } from '@throughline/domain';
import { id } from '../sql/identifier.ts';
import { join, sql } from '../sql/sql.ts';
import { conversion, type ConversionRow } from '../table/conversion.ts';
import type { Warehouse } from '../warehouse.ts';

/** Every column but the version, as one text: NULLs and arrays compare as they print. */
const said = sql`toString(tuple(${join(
  Object.keys(conversion.columns)
    .filter((name) => name !== 'version')
    .map((name) => id(name)),
  sql`, `,
)}))`;

/**
 * Which of freshly computed rows say something else than the stored ones, or are not stored at all.
 * @param rows of one workspace, one for each candidate
 */
export const differingConversions = async (
  warehouse: Warehouse,
  rows: readonly ConversionRow[],
): Promise<Pick<Conversion, 'kind' | 'id'>[]> => {
  if (rows.length === 0) return [];
  return warehouse.withScratch('conversion', rows, (fresh, within) =>
    within.select(
      sql`SELECT kind, id FROM (SELECT workspace, kind, id, ${said} AS now FROM ${fresh}) AS fresh
          LEFT JOIN (SELECT workspace, kind, id, ${said} AS then FROM conversion FINAL
                     WHERE (workspace, kind, id) IN (SELECT workspace, kind, id FROM ${fresh})) AS stored
          USING (workspace, kind, id) WHERE now != then`,
      { lane: 'pipeline' },
    ),
  );
};
