import type { Cell, ReferenceReport, ReportRow } from './query.ts';

/**
 * What a report says otherwise than the reference: rows by their dimensions, every key the reference has. Money and texts
 * must be equal; numbers within 1e-9 of each other, relatively, because a quotient of doubles may round in its last bit.
 * Keys and metrics the reference does not know are not looked at. Empty = they agree.
 */
export function reportDifferences(
  actual: { readonly rows: readonly ReportRow[]; readonly totals: ReportRow },
  expected: ReferenceReport,
  by: readonly string[],
): string[] {
  const keyOf = (row: ReportRow): string => JSON.stringify(by.map((key) => row[key] ?? null));
  const rows = new Map(actual.rows.map((row) => [keyOf(row), row]));
  const wanted = new Map(expected.rows.map((row) => [keyOf(row), row]));
  const differences: string[] = [];
  if (rows.size !== actual.rows.length) differences.push('two rows have the same dimensions');
  for (const [key, row] of wanted) {
    const other = rows.get(key);
    if (other === undefined) differences.push(`row ${key} is missing: expected ${JSON.stringify(row)}`);
    else differences.push(...rowDifferences(`row ${key}`, other, row));
  }
  for (const [key, row] of rows)
    if (!wanted.has(key)) differences.push(`row ${key} is too many: ${JSON.stringify(row)}`);
  differences.push(...rowDifferences('totals', actual.totals, expected.totals));
  return differences;
}

const rowDifferences = (name: string, actual: ReportRow, expected: ReportRow): string[] =>
  Object.entries(expected).flatMap(([key, value]) =>
    same(actual[key], value)
      ? []
      : [`${name}: ${key} is ${JSON.stringify(actual[key])}, expected ${JSON.stringify(value)}`],
  );

function same(actual: Cell | undefined, expected: Cell): boolean {
  if (typeof actual !== 'number' || typeof expected !== 'number') return actual === expected;
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(actual), Math.abs(expected));
}
