/** Calendar dimensions of an instant, in SQL: a cheap key to group by, and the printed text to filter by. */
import type { TimeDimension } from '@throughline/domain';
import { sql } from '@throughline/warehouse';
import type { Sql } from '@throughline/warehouse';

/** Numbers and dates group several times faster than their texts; `printTime` makes the text of each group once. */
export const timeKey = (dimension: TimeDimension, at: Sql, timeZone: string): Sql => {
  switch (dimension) {
    case 'day':
      return sql`toDate(${at}, ${timeZone})`;
    case 'week':
      return sql`toMonday(${at}, ${timeZone})`;
    case 'month':
      return sql`toStartOfMonth(toDate(${at}, ${timeZone}))`;
    case 'hour':
      return sql`toHour(${at}, ${timeZone})`;
    case 'weekday':
      return sql`toDayOfWeek(${at}, 0, ${timeZone})`;
  }
};

/** The printed value, for filters: `2026-08-01`, `2026-W31`, `2026-08`, `0`..`23`, `1`..`7`. */
export const timeText = (dimension: TimeDimension, at: Sql, timeZone: string): Sql => {
  const key = timeKey(dimension, at, timeZone);
  switch (dimension) {
    case 'week':
      return sql`concat(toString(toISOYear(${key})), '-W', leftPad(toString(toISOWeek(${key})), 2, '0'))`;
    case 'month':
      return sql`substring(toString(${key}), 1, 7)`;
    default:
      return sql`toString(${key})`;
  }
};
