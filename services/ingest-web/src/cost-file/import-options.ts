import { isCurrency } from '@throughline/domain';
import { badParameter } from '../reading/bad-parameter.ts';
import { FIELDS, type Field } from './column-names.ts';
import type { Mapping } from './columns.ts';
import { ONE, parseMultiplier, product, type Multiplier } from './multiplier.ts';
import type { DateOrder } from './parse-date-cell.ts';
import type { DecimalMark } from './parse-number-cell.ts';

/** What a person says beside the file. Values fill what the file does not say; the rest decides how it is read. */
export interface ImportOptions {
  readonly source: string | null;
  readonly medium: string | null;
  readonly currency: string | null;
  /** VAT times fee: every cost is multiplied by it. */
  readonly factor: Multiplier;
  /** VAT was among them. */
  readonly vat: boolean;
  readonly mapping: Mapping;
  readonly dateOrder: DateOrder | null;
  readonly decimal: DecimalMark | null;
  readonly micros: boolean | null;
  readonly reportedAt: string | null;
  readonly skipBad: boolean;
}

export const DATE_FORMATS: Readonly<Record<string, DateOrder>> = { dmy: 'dmy', mdy: 'mdy' };
export const DECIMALS: Readonly<Record<string, DecimalMark>> = { comma: ',', point: '.' };

/** @throws Problem 400 `parameter_invalid` */
export function importOptionsOf(query: URLSearchParams): ImportOptions {
  const text = (name: string): string | null => query.get(name)?.trim() || null;
  const currency = text('currency')?.toUpperCase() ?? null;
  if (currency !== null && !isCurrency(currency))
    throw badParameter('currency', 'Must be the ISO 4217 code of a currency in use.');
  return {
    source: text('source'),
    medium: text('medium'),
    currency,
    factor: product(multiplierOf('vat', text('vat')), multiplierOf('fee', text('fee'))),
    vat: text('vat') !== null,
    mapping: mappingOf(query.getAll('mapping')),
    dateOrder: oneOf('date_format', text('date_format'), DATE_FORMATS),
    decimal: oneOf('decimal', text('decimal'), DECIMALS),
    micros: oneOf('micros', text('micros'), { '0': false, '1': true }),
    reportedAt: text('reported_at'),
    skipBad: query.get('skip_bad') === '1',
  };
}

function multiplierOf(name: string, text: string | null): Multiplier {
  const multiplier = text === null ? ONE : parseMultiplier(text);
  if (multiplier === null)
    throw badParameter(name, 'Must be a multiplier such as 1.2 (which adds 20%), more than 0 and at most 5.');
  return multiplier;
}

/** `mapping=<field>=<name of the column>`, repeated; nothing behind the sign: no column is this field. */
function mappingOf(values: readonly string[]): Mapping {
  const mapping = new Map<Field, string | null>();
  for (const value of values) {
    const [name = '', ...rest] = value.split('=');
    const field = FIELDS.find((each) => each === name.trim());
    if (field === undefined || rest.length === 0) {
      throw badParameter('mapping', `Must be <field>=<name of the column>; a field is one of: ${FIELDS.join(', ')}.`);
    }
    mapping.set(field, rest.join('=').trim() || null);
  }
  return mapping;
}

function oneOf<Value>(name: string, text: string | null, values: Readonly<Record<string, Value>>): Value | null {
  if (text === null) return null;
  const value = Object.hasOwn(values, text) ? values[text] : undefined;
  if (value === undefined) throw badParameter(name, `Must be one of: ${Object.keys(values).join(', ')}.`);
  return value;
}
