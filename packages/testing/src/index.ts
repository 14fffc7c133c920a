export { referenceConversions } from './reference/conversions.ts';
export { normaliseConversions, presentConversions } from './reference/normalise.ts';
export type { NormalConversion } from './reference/normalise.ts';
export { countedVisits, winningFacts } from './reference/winners.ts';
