/** Printed values of calendar dimensions, from the keys the warehouse groups by and from plain dates of costs. */
import { NOT_SET } from '@throughline/domain';
import type { Dimension, TimeDimension } from '@throughline/domain';
import { Temporal } from 'temporal-polyfill';
import { isTime } from '../sql/dimension-kind.ts';

/** `2026-07-27` (a Monday) -> `2026-W31`, and so on; any other dimension's key is its value. */
export const printKey = (dimension: Dimension, key: string): string => {
  if (!isTime(dimension)) return key;
  if (dimension === 'week') return isoWeek(Temporal.PlainDate.from(key));
  return dimension === 'month' ? key.slice(0, 7) : key;
};

/** Calendar of a plain date, which no zone shifts; by hour it is `(not set)` (attribution.md, section 2). */
export const timeOfDate = (dimension: TimeDimension, date: string): string => {
  switch (dimension) {
    case 'day':
      return date;
    case 'week':
      return isoWeek(Temporal.PlainDate.from(date));
    case 'month':
      return date.slice(0, 7);
    case 'weekday':
      return String(Temporal.PlainDate.from(date).dayOfWeek);
    case 'hour':
      return NOT_SET;
  }
};

const isoWeek = (date: Temporal.PlainDate): string =>
  `${String(date.yearOfWeek).padStart(4, '0')}-W${String(date.weekOfYear).padStart(2, '0')}`;
