import { parseAmount } from '@throughline/domain';
import type { Amount } from '@throughline/events';

/** Undefined when nothing is stated, null when what is stated is no amount of the currency. */
export function statedAmount(text: string | null, currency: string): Amount | null | undefined {
  if (text === null) return undefined;
  const parsed = parseAmount(text, currency);
  return parsed.kind === 'amount' ? { amount: parsed.decimal, currency } : null;
}
