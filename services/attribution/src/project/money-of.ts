import { parseAmount, type Money } from '@throughline/domain';
import type { Amount } from '@throughline/events';
import { UnprojectableEventError } from './unprojectable-event-error.ts';

/** An amount in minor units. @throws UnprojectableEventError: doors let no other amount than an exact one pass */
export function moneyOf({ amount, currency }: Amount): Money {
  const parsed = parseAmount(amount, currency);
  if (parsed.kind === 'amount') return { minor: parsed.minor, currency };
  throw new UnprojectableEventError('amount', `${amount} is no exact amount of ${currency}: ${parsed.reason}`);
}
