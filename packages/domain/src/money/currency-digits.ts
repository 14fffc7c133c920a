/** ISO 4217 currencies whose minor unit is not a hundredth. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** Digits after the point of a known ISO 4217 currency; the doors reject unknown ones. */
export const currencyDigits = (currency: string): number => DIGITS.get(currency) ?? 2;
