import type { RunParameters, Touchpoint } from '@throughline/domain';
import { DAY, SECOND } from './order.ts';

/** The touchpoints of one conversion, in order. */
export interface Window {
  readonly end: number;
  readonly touchpoints: readonly Touchpoint[];
  readonly truncated: boolean;
}

/**
 * Section 3: "its person's touchpoints with `end - lookback <= at <= end + skew`, both included, each once, ordered by
 * (at, touchpoint id); more than 1,000: the first 100 and the last 900, `truncated`." `otherwise` stands in where that is
 * empty (a deal's stated origin).
 */
export function windowOf(
  end: number,
  ofPerson: readonly Touchpoint[],
  otherwise: readonly Touchpoint[],
  run: RunParameters,
): Window {
  const within = ofPerson.filter(
    ({ at }) => at >= end - run.lookbackDays * DAY && at <= end + run.skewSeconds * SECOND,
  );
  if (within.length === 0) return { end, touchpoints: otherwise, truncated: false };
  if (within.length <= 1000) return { end, touchpoints: within, truncated: false };
  return { end, touchpoints: [...within.slice(0, 100), ...within.slice(-900)], truncated: true };
}
