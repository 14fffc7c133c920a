import { localMoment } from './moment.ts';

/**
 * An instant as a person states it, epoch milliseconds: a date is its midnight in the zone, and so is a time without an
 * offset read. Null when it is none.
 */
export function statedInstant(text: string, timeZone: string): number | null {
  return localMoment(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text} 00:00` : text, timeZone)?.at ?? null;
}
