import { Temporal } from 'temporal-polyfill';

/** What the clocks of a zone show at an instant (epoch milliseconds or RFC 3339): `2026-08-31T21:00:00.000`. */
export const wallClock = (at: number | string, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(typeof at === 'number' ? at : Date.parse(at))
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'millisecond' });
