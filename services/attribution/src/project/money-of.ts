import { parseAmount, type Money } from '@throughline/domain';
import type { Amount } from '@throughline/events';
import { UnprojectableEventError } from './unprojectable-event-error.ts';

/** An amount in minor units. @throws UnprojectableEventError: doors let no other amount than an exact one pass */
export function moneyOf({ amount, currency }: Amount): Money {
  const minor = parseAmount(amount, currency);
  if (minor === null) throw new UnprojectableEventError('amount', `${amount} is no exact amount of ${currency}`);
  return { minor, currency };
}
