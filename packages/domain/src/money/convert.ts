import type { RunParameters } from '../attribution/run.ts';
import type { Money } from '../fact/fact.ts';
import { currencyDigits } from './currency-digits.ts';
import { dayIn } from './day-in.ts';

/** What a conversion needs of a run. */
export type Exchange = Pick<RunParameters, 'currency' | 'timeZone' | 'rates'>;

/**
 * An amount in the workspace's currency (minor units), at the dated rate of its own date: the calendar day of `at` in the
 * workspace's zone; half to even (attribution.md, section 5). Exact where the result is within 10^15 minor units. Of
 * several rates of one day the first listed counts.
 * @returns null when that day has no rate: never a silent 1:1, never another day's
 */
export function convert(money: Money, at: number, exchange: Exchange): number | null {
  if (money.currency === exchange.currency) return money.minor;
  const rate = rateOf(money.currency, dayIn(exchange.timeZone, at), exchange.rates);
  if (rate === null) return null;
  const numerator = BigInt(Math.abs(money.minor)) * rate.numerator * 10n ** BigInt(currencyDigits(exchange.currency));
  const minor = Number(halfToEven(numerator, rate.denominator * 10n ** BigInt(currencyDigits(money.currency))));
  return minor === 0 ? 0 : Math.sign(money.minor) * minor;
}

/** Numerator / denominator, both positive, to the nearest integer, a half to the even one. */
export function halfToEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  const up = twice > denominator || (twice === denominator && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}

interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DECIMAL = /^(\d+)(?:\.(\d+))?$/;
const tables = new WeakMap<RunParameters['rates'], ReadonlyMap<string, Fraction>>();

function rateOf(currency: string, date: string, rates: RunParameters['rates']): Fraction | null {
  let table = tables.get(rates);
  if (table === undefined) {
    table = new Map(
      [...rates].reverse().flatMap(({ currency, date, rate }) => {
        const match = DECIMAL.exec(rate);
        if (match === null) return [];
        const fraction = match[2] ?? '';
        const value = { numerator: BigInt((match[1] ?? '') + fraction), denominator: 10n ** BigInt(fraction.length) };
        return [[`${currency} ${date}`, value] as const];
      }),
    );
    tables.set(rates, table);
  }
  return table.get(`${currency} ${date}`) ?? null;
}
