import type { RunParameters } from '@throughline/domain';

const DAY_MS = 86_400_000;
/** Enquiries of different sources within 10 min are one (attribution.md); a fold may move the end by that much. */
const FOLD_SLACK_MS = 10 * 60_000;
/** A visit up to 30 min before a stated origin silences it (attribution.md, section 3). */
const SILENCE_MS = 30 * 60_000;

/** The span of times at which a conversion of one candidate may end, from every time its contents state. */
export interface EndSpan {
  readonly from: number;
  readonly to: number;
}

/** True when a visit at `at` may stand in the journey of a conversion that ends within the span. Errs towards true. */
export function visitMayEnter(at: number, ends: EndSpan, run: RunParameters): boolean {
  return (
    at >= ends.from - run.lookbackDays * DAY_MS - FOLD_SLACK_MS - SILENCE_MS &&
    at <= ends.to + run.skewSeconds * 1000 + FOLD_SLACK_MS
  );
}
