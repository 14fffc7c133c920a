import { Temporal } from 'temporal-polyfill';

/**
 * The instant at which clocks of a zone show a local time (given as if it were UTC). A time that clocks skip is read
 * with the offset before the gap, one they show twice is the earlier (Temporal's `compatible`).
 */
export function instantInZone(local: number, timeZone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
  return plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}
