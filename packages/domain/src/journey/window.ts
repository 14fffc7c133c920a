import type { Touchpoint } from '../attribution/conversion.ts';
import type { RunParameters } from '../attribution/run.ts';
import { DAY_MS } from '../deal/origin-enquiry.ts';

/** Longer journeys keep the first 100 and the last 900 touchpoints. */
export const MOST_TOUCHPOINTS = 1_000;
const KEPT_FIRST = 100;
const KEPT_LAST = 900;

/** Touchpoints that lead to one end, by (at, id). */
export interface Path {
  readonly end: number;
  readonly touchpoints: readonly Touchpoint[];
  readonly truncated: boolean;
}

/**
 * The journey to `end`: end - lookback <= at <= end + skew, both included; the skew because clocks of browsers and
 * exchanges differ.
 * @param touchpoints all of the person's, by (at, id)
 */
export function pathTo(
  end: number,
  touchpoints: readonly Touchpoint[],
  { lookbackDays, skewSeconds }: Pick<RunParameters, 'lookbackDays' | 'skewSeconds'>,
): Path {
  const first = firstFrom(touchpoints, end - lookbackDays * DAY_MS);
  const after = firstFrom(touchpoints, end + skewSeconds * 1000 + 1);
  if (after - first <= MOST_TOUCHPOINTS) return { end, touchpoints: touchpoints.slice(first, after), truncated: false };
  const kept = [...touchpoints.slice(first, first + KEPT_FIRST), ...touchpoints.slice(after - KEPT_LAST, after)];
  return { end, touchpoints: kept, truncated: true };
}

/** Index of the first touchpoint at or after a time (ms). */
function firstFrom(touchpoints: readonly Touchpoint[], at: number): number {
  let low = 0;
  let high = touchpoints.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((touchpoints[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
