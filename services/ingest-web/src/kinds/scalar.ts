import { currencyDigits, isCurrency, parseAmount, type AmountRefusal } from '@throughline/domain';
import { parseDate, parseTime } from '../reading/parse-time.ts';
import { instantInZone } from '../reading/instant-in-zone.ts';
import type { Amount } from '@throughline/events';
import type { Reading } from '../reading/reading.ts';
import { same, type Kind } from './kind.ts';

export const truth: Kind = {
  read: (value, reading, pointer) =>
    typeof value === 'boolean' ? value : reading.fail(pointer, 'not_boolean', 'Must be true or false.'),
  present: same,
  schema: { type: 'boolean' },
};

/** A finite number from 0 to `most`. */
export function quantity(most: number): Kind {
  return {
    read(value, reading, pointer) {
      if (typeof value !== 'number') return reading.fail(pointer, 'not_number', 'Must be a number.');
      if (!(value >= 0 && value <= most)) return reading.fail(pointer, 'out_of_range', `Must be from 0 to ${most}.`);
      return value;
    },
    present: same,
    schema: { type: 'number', minimum: 0, maximum: most },
  };
}

/** A whole number from 0 on. */
export const count: Kind = {
  read(value, reading, pointer) {
    if (typeof value !== 'number') return reading.fail(pointer, 'not_number', 'Must be a number.');
    if (!Number.isSafeInteger(value) || value < 0) {
      return reading.fail(pointer, 'out_of_range', 'Must be a whole number from 0 on.');
    }
    return value;
  },
  present: same,
  schema: { type: 'integer', minimum: 0 },
};

/** An instant; one without a zone is read in the workspace's, and says so in `filled`. */
export const instant: Kind = {
  read: (value, reading, pointer) => readInstant(value, reading, pointer),
  present: (at: number) => new Date(at).toISOString(),
  schema: { type: 'string', format: 'date-time' },
};

/** An instant, or a bare date: 00:00 in the workspace's zone. */
export const instantOrDate: Kind = {
  ...instant,
  read(value, reading, pointer) {
    const midnight = typeof value === 'string' ? parseDate(value) : null;
    if (midnight === null) return readInstant(value, reading, pointer);
    reading.fill('zone');
    return instantInZone(midnight, reading.workspace.timeZone);
  },
};

/** A calendar date, `YYYY-MM-DD`. */
export const calendarDate: Kind = {
  read: (value, reading, pointer) =>
    typeof value === 'string' && parseDate(value) !== null
      ? value
      : reading.fail(pointer, 'invalid_date', 'Must be a date YYYY-MM-DD.'),
  present: same,
  schema: { type: 'string', format: 'date' },
};

/** What a sender is told of an amount in a currency that was refused. */
const REFUSED: Readonly<Record<AmountRefusal, (currency: string) => string>> = {
  unknown_currency: () => 'Must be the ISO 4217 code of a currency in use.',
  invalid_amount: () => 'An amount is a decimal string such as "1234.50".',
  negative_amount: () => 'An amount is not negative.',
  too_many_digits: (currency) => `The currency has ${currencyDigits(currency)} digits after the point.`,
  amount_too_large: () => 'An amount is at most 10^15 of the smallest unit of its currency.',
};

/** The currency of the event's amounts. Stands before them in the table of fields. */
export const currency: Kind = {
  read(value, reading, pointer) {
    if (typeof value !== 'string') return reading.fail(pointer, 'not_text', 'Must be a string.');
    const code = value.trim().toUpperCase();
    if (!isCurrency(code)) return reading.fail(pointer, 'unknown_currency', REFUSED.unknown_currency(code));
    reading.currency = code;
    return code;
  },
  present: same,
  schema: { type: 'string', pattern: '^[A-Z]{3}$' },
};

/** An amount in the event's currency, the workspace's when none was stated (then `filled` says so). */
export const amount: Kind = {
  read: readAmount,
  present: (value: Amount) => value.amount,
  schema: { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?$' },
};

export function readAmount(value: unknown, reading: Reading, pointer: string): Amount | null {
  if (typeof value !== 'string') return reading.fail(pointer, 'invalid_amount', REFUSED.invalid_amount(''));
  const stated = reading.currency ?? reading.workspace.currency;
  if (reading.currency === null) reading.fill('currency');
  const parsed = parseAmount(value, stated);
  if (parsed.kind === 'refused') return reading.fail(pointer, parsed.reason, REFUSED[parsed.reason](stated));
  return { amount: parsed.decimal, currency: stated };
}

function readInstant(value: unknown, reading: Reading, pointer: string): number | null {
  const parsed = typeof value === 'string' ? parseTime(value, reading.workspace.timeZone) : null;
  if (parsed === null)
    return reading.fail(pointer, 'invalid_time', 'Must be an RFC 3339 time such as 2026-08-01T10:20:30Z.');
  if (!parsed.zoned) reading.fill('zone');
  return parsed.at;
}
