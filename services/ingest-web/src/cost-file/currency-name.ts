import { isCurrency } from '@throughline/domain';

/** How currencies are written in names of columns and in cells. Roubles first: `руб.` is the usual one. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/руб|₽|^р\.?$|\brur\b/i, 'RUB'],
  [/₸|тенге|тг\.?$/i, 'KZT'],
  [/€|евро/i, 'EUR'],
  [/\$|доллар/i, 'USD'],
  [/£/, 'GBP'],
];

/** The ISO 4217 code that a text names: `USD`, `₽`, `руб., с НДС`; null when it names none. */
export function currencyNamed(text: string): string | null {
  const sign = SIGNS.find(([pattern]) => pattern.test(text));
  if (sign !== undefined) return sign[1];
  const codes = text.toUpperCase().match(/\b[A-Z]{3}\b/g) ?? [];
  return codes.find(isCurrency) ?? null;
}
