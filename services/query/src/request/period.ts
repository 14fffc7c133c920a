/** The period of a report: calendar days of its zone, both ends included, as instants. */
import { Temporal } from 'temporal-polyfill';
import { parsed, refused } from './parameter-error.ts';
import type { Parsed } from './parameter-error.ts';

export interface Period {
  /** `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  /** Epoch milliseconds; `end` is excluded. A day may have 23 or 25 h. */
  readonly start: number;
  readonly end: number;
}

/** Days of the default period, today included. */
const DEFAULT_DAYS = 30;
/** A hundred years: enough for any history, small enough that no arithmetic overflows. */
const MOST_DAYS = 36_600;

/**
 * The period of `from`..`to` in a known zone; without them the last 30 days up to the day of `now`.
 * A date that does not exist, or `from` after `to`, is an error with its pointer.
 */
export const periodOf = (
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
  now: number,
): Parsed<Period> => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const from = asked.from === undefined ? undefined : plainDate(asked.from);
  const to = asked.to === undefined ? today : plainDate(asked.to);
  if (from === null) return refused(notADate('/from'));
  if (to === null) return refused(notADate('/to'));
  const first = from ?? to.subtract({ days: DEFAULT_DAYS - 1 });
  const days = first.until(to).days + 1;
  if (days < 1) {
    return refused({ pointer: '/to', code: 'out_of_range', detail: 'must not be before from' });
  }
  if (days > MOST_DAYS) {
    return refused({ pointer: '/from', code: 'out_of_range', detail: `a period has at most ${MOST_DAYS} days` });
  }
  return parsed({
    from: first.toString(),
    to: to.toString(),
    timeZone,
    start: startOfDay(first, timeZone),
    end: startOfDay(to.add({ days: 1 }), timeZone),
  });
};

const startOfDay = (date: Temporal.PlainDate, timeZone: string): number =>
  date.toZonedDateTime({ timeZone }).epochMilliseconds;

const plainDate = (text: string): Temporal.PlainDate | null => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return null;
  }
};

const notADate = (pointer: string) =>
  ({ pointer, code: 'invalid_value', detail: 'must be a calendar date, e.g. 2026-08-31' }) as const;
