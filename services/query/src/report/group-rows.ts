/** Sums of a report, row by row, before anything is printed. */
import { addAdditives } from '@throughline/domain';
import type { Additives } from '@throughline/domain';

export interface GroupedRow {
  /** Printed values of the report's dimensions, in their order. */
  readonly keys: readonly string[];
  sums: Additives;
  /** False when a sale with a share in the row states no cost of goods. */
  goodsKnown: boolean;
  /** At least one cost row falls into it, be it of zero. */
  hasCost: boolean;
}

export interface Contribution {
  readonly sums: Additives;
  readonly goodsKnown: boolean;
  readonly hasCost: boolean;
}

/** The rows of a report before anything is printed, and what a row without anything is. */
export interface ReportGroups {
  readonly groups: readonly GroupedRow[];
  readonly nothing: Additives;
}

export interface RowGroups {
  add(keys: readonly string[], part: Contribution): void;
  rows(): GroupedRow[];
}

/** Collects contributions by their keys; the order they come in has no influence on the sums. */
export const createRowGroups = (): RowGroups => {
  const groups = new Map<string, GroupedRow>();
  return {
    add(keys, part) {
      const name = keys.join('\u0000');
      const row = groups.get(name);
      if (row === undefined) {
        groups.set(name, { keys, ...part });
        return;
      }
      row.sums = addAdditives(row.sums, part.sums);
      row.goodsKnown &&= part.goodsKnown;
      row.hasCost ||= part.hasCost;
    },
    rows: () => [...groups.values()],
  };
};

/** The sum of rows on top of `start`: zeros for what has a meaning, null for what has none or is not known. */
export const totalOf = (rows: readonly GroupedRow[], start: Additives): Contribution =>
  rows.reduce<Contribution>(
    (total, row) => ({
      sums: addAdditives(total.sums, row.sums),
      goodsKnown: total.goodsKnown && row.goodsKnown,
      hasCost: total.hasCost || row.hasCost,
    }),
    { sums: start, goodsKnown: true, hasCost: false },
  );
