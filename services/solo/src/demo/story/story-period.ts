import { Temporal } from 'temporal-polyfill';

/** The calendar days of a story, in a time zone. */
export interface StoryPeriod {
  /** `YYYY-MM-DD`, the first and the last one included. */
  readonly dates: readonly [string, ...string[]];
  /** Epoch milliseconds at which each of `dates` begins. */
  readonly starts: readonly number[];
  /** Epoch milliseconds at which the day after the last one begins. */
  readonly end: number;
}

/** @param days at least 1; the last of them is `lastDay` (`YYYY-MM-DD`) */
export function storyPeriod(lastDay: string, days: number, timeZone: string): StoryPeriod {
  const last = Temporal.PlainDate.from(lastDay);
  const startOf = (date: Temporal.PlainDate): number => date.toZonedDateTime({ timeZone }).epochMilliseconds;
  const dates = Array.from({ length: days }, (_, day) => last.subtract({ days: days - 1 - day }));
  return {
    dates: [dates[0]?.toString() ?? lastDay, ...dates.slice(1).map(String)],
    starts: dates.map(startOf),
    end: startOf(last.add({ days: 1 })),
  };
}

/** The day before that of `now` (epoch milliseconds) in a time zone, `YYYY-MM-DD`. */
export function yesterday(now: number, timeZone: string): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  return today.subtract({ days: 1 }).toString();
}
