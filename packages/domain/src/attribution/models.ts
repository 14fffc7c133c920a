import type { Touchpoint } from './conversion.ts';
import type { Model } from './run.ts';
import { shareOfOne, sharesOfReal, sharesOfWhole } from './shares.ts';

/** Shares of one journey's touchpoints, in their order: billionths that sum to 10^9. At least one touchpoint. */
type Rule = (touchpoints: readonly Touchpoint[], end: number, halfLife: number) => number[];

/** The models (attribution.md, section 4), one rule each. Ages and half life in ms. */
const RULES: Readonly<Record<Model, Rule>> = {
  first_touch: ({ length }) => shareOfOne(0, length),
  last_touch: ({ length }) => shareOfOne(length - 1, length),
  last_non_direct: (touchpoints) => {
    const latest = touchpoints.findLastIndex(({ origin }) => origin.channel !== 'Direct');
    return shareOfOne(latest === -1 ? touchpoints.length - 1 : latest, touchpoints.length);
  },
  linear: ({ length }) => sharesOfWhole(Array.from({ length }, () => 1)),
  position_based: ({ length }) => sharesOfWhole(positions(length)),
  time_decay: (touchpoints, end, halfLife) => {
    const ages = touchpoints.map(({ at }) => Math.max(0, end - at));
    const weights = ages.map((age) => 2 ** (-age / halfLife));
    // Thousands of half lives back every weight is 0 in binary64; only their ratios matter, so count from the latest.
    const youngest = Math.min(...ages);
    return sharesOfReal(
      weights.some((weight) => weight > 0) ? weights : ages.map((age) => 2 ** ((youngest - age) / halfLife)),
    );
  },
};

export const sharesOf = (model: Model, touchpoints: readonly Touchpoint[], end: number, halfLife: number): number[] =>
  RULES[model](touchpoints, end, halfLife);

/** 0.4 first, 0.4 last, 0.2 shared by the rest, in fifths of what one of the rest gets. */
function positions(count: number): number[] {
  if (count <= 2) return Array.from({ length: count }, () => 1);
  const rest = count - 2;
  return Array.from({ length: count }, (_, i) => (i === 0 || i === count - 1 ? 2 * rest : 1));
}
