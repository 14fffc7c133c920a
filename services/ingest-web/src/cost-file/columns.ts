import { baseName, COLUMN_NAMES, FIELDS, normalName, type Field } from './column-names.ts';
import { currencyNamed } from './currency-name.ts';
import { textOf, type Cell } from './table.ts';

/** A column that is read. */
export interface Column {
  readonly field: Field;
  readonly index: number;
  /** As the file writes it. */
  readonly name: string;
  /** The currency that its name states: `Amount spent (USD)`. */
  readonly currency: string | null;
  /** Its name says that VAT is in it, or is not. */
  readonly vat: boolean | null;
  /** Amounts are integers in millionths by its name. */
  readonly micros: boolean;
}

/** Which column a field is read from, as a person says: a name, or null for none at all. */
export type Mapping = ReadonlyMap<Field, string | null>;

/** The columns that a row of names has, at most one a field: those a person named, then the best known names. */
export function columnsOf(cells: readonly Cell[], mapping: Mapping): Column[] {
  const names = cells.map((cell) => textOf(cell));
  const named = new Set([...mapping.values()].flatMap((name) => (name === null ? [] : [normalName(name)])));
  const free = names.map((name) => (named.has(normalName(name)) ? '' : baseName(name).base));
  return FIELDS.flatMap((field) => {
    const index = mapping.has(field) ? indexOfName(names, mapping.get(field) ?? null) : guess(free, field);
    return index < 0 ? [] : [columnAt(field, index, names[index] ?? '')];
  });
}

function indexOfName(names: readonly string[], name: string | null): number {
  if (name === null) return -1;
  const exact = names.indexOf(name.trim());
  return exact >= 0 ? exact : names.findIndex((each) => normalName(each) === normalName(name));
}

function guess(bases: readonly string[], field: Field): number {
  for (const name of COLUMN_NAMES[field]) {
    const index = bases.indexOf(name);
    if (index >= 0) return index;
  }
  return -1;
}

function columnAt(field: Field, index: number, name: string): Column {
  const { base, unit } = baseName(name);
  const vat = /с ндс|incl/.test(unit) ? true : /без ндс|excl|net of/.test(unit) ? false : null;
  const micros = /micros$/.test(base.replaceAll('_', ''));
  return { field, index, name, currency: field === 'cost' ? currencyNamed(unit) : null, vat, micros };
}

/** What a file must say and these columns do not. */
export function missingFields(columns: readonly Column[]): string[] {
  const has = (field: Field): boolean => columns.some((column) => column.field === field);
  const dated = has('date') || (has('date_from') && has('date_to'));
  return [...(dated ? [] : ['date (or date_from and date_to)']), ...(has('cost') ? [] : ['cost'])];
}
