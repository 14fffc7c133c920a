import { at } from '../build/envelope.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../reference/order.ts';
import type { Random } from './random.ts';

/** Small pools that all stories of a scenario draw from, so that their people, deals and instants collide. */
export interface World {
  readonly random: Random;
  readonly visitors: readonly string[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly contacts: readonly string[];
  /** Public ids; deals of `amo`. */
  readonly deals: readonly string[];
  /** Our own tracked numbers. */
  readonly lines: readonly string[];
  /** An id nobody has used, without a source's prefix. */
  fresh(prefix: string): string;
  /** An instant at or around one of the scenario's few anchors. */
  instant(): number;
  /** The same, exactly at a boundary of some rule away from `from`, or a millisecond beside it. */
  near(from: number): number;
}

/** Midnights of several zones, the hour that does not exist or exists twice, and the first of a month. */
const ANCHORS = [
  at('2026-08-01 00:00'), // Moscow, a month begins
  at('2026-08-15 00:00'),
  at('2026-08-31T22:00:00Z'), // Berlin
  at('2026-08-16T04:00:00Z'), // New York
  at('2026-07-31T11:30:00Z'),
  at('2026-08-30 00:00'), // 30 and 29 days after the first two
  at('2026-08-31 00:00'),
  at('2026-10-25T01:00:00Z'), // Berlin leaves summer time
];

/** Durations that decide something: lead window, lookback, skew, one call, one enquiry, stated origin, origin enquiry. */
const BOUNDARIES = [0, 120 * SECOND, 10 * MINUTE, 30 * MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY];

export function createWorld(random: Random, size: number): World {
  const many = (least: number, each: number): number[] =>
    Array.from({ length: least + Math.ceil(size * each) }, (_, i) => i);
  const anchors = random.shuffle(ANCHORS).slice(0, 3);
  let used = 0;
  return {
    random,
    visitors: many(3, 0.4).map((i) => `v${i}`),
    phones: many(2, 0.3).map((i) => `+7916${String(1_000_000 + i)}`),
    emails: many(2, 0.2).map((i) => `m${i}@mail.example`),
    contacts: many(2, 0.2).map((i) => `amo/c${i}`),
    deals: many(2, 0.3).map((i) => `amo/d${i}`),
    lines: ['+74951230001', '+74951230002'],
    fresh: (prefix) => `${prefix}${(used += 1)}`,
    instant: () => {
      const anchor = random.pick(anchors);
      if (random.once(4)) return anchor + random.pick([-1, 0, 1]);
      return (
        anchor + random.pick([-1, 1]) * random.pick(BOUNDARIES) + random.below(4) * random.pick([0, 1, MINUTE, HOUR])
      );
    },
    near: (from) => from + random.pick([-1, 1, 1]) * random.pick(BOUNDARIES) + random.pick([-1, 0, 0, 1]),
  };
}
