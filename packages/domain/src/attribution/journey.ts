import { compareMoments, compareUtf8 } from '../fact/order.ts';
import type { Path } from '../journey/window.ts';
import { splitMoney, WHOLE } from '../money/split.ts';
import type { Credit, Journey, Touchpoint } from './conversion.ts';
import { sharesOf } from './models.ts';
import { MODELS, type Model } from './run.ts';

/** What is split by the sale's shares: minor units of the workspace's currency. */
export interface SaleMoney {
  readonly amount: number;
  readonly costOfGoods: number;
  readonly refunds: readonly number[];
}

/** Index of the credit of a conversion without touchpoints. */
const NOT_ATTRIBUTED_TOUCH = -1;

/**
 * Touchpoints and credits of one row. Where the sale's path differs from the row's own (journey_end=conversion), the
 * touchpoints are the union of both, `share` is the own path's and `saleShare` the sale's; a path without touchpoints
 * gives its whole to touch -1. Credits are sparse: one for every touchpoint with a share of either.
 * @param own path of the enquiry, lead, deal or implied enquiry
 * @param sale path of the sale and what is split by it; null when there is none
 */
export function journeyOf(own: Path, sale: (SaleMoney & { readonly path: Path }) | null, halfLifeMs: number): Journey {
  const touchpoints =
    sale === null || sale.path === own ? own.touchpoints : union(own.touchpoints, sale.path.touchpoints);
  const place = new Map(touchpoints.map((touchpoint, i) => [touchpoint, i]));
  const credits = Object.fromEntries(
    MODELS.map((model) => [model, creditsOf(model, own, sale, place, halfLifeMs)]),
  ) as Record<Model, Credit[]>;
  return { touchpoints, truncated: own.truncated || (sale?.path.truncated ?? false), credits };
}

/** Paths of one person are made of the same touchpoint objects. */
function union(a: readonly Touchpoint[], b: readonly Touchpoint[]): Touchpoint[] {
  return [...new Set([...a, ...b])].sort((x, y) => compareMoments(x, y) || compareUtf8(x.eventId, y.eventId));
}

function creditsOf(
  model: Model,
  own: Path,
  sale: (SaleMoney & { readonly path: Path }) | null,
  place: ReadonlyMap<Touchpoint, number>,
  halfLifeMs: number,
): Credit[] {
  const shares = placedShares(model, own, place, halfLifeMs);
  if (sale === null) {
    return [...shares].map(([touch, share]) => ({
      touch,
      share,
      saleShare: 0,
      amount: 0,
      costOfGoods: 0,
      refunds: [],
    }));
  }
  const saleShares = sale.path === own ? shares : placedShares(model, sale.path, place, halfLifeMs);
  const touches = [...saleShares.keys()];
  const split = (minor: number): Map<number, number> => {
    const parts = splitMoney(minor, [...saleShares.values()]);
    return new Map(touches.map((touch, i) => [touch, parts[i] ?? 0]));
  };
  const amounts = split(sale.amount);
  const costs = split(sale.costOfGoods);
  const refunds = sale.refunds.map(split);
  return [...new Set([...shares.keys(), ...touches])]
    .sort((a, b) => a - b)
    .map((touch) => ({
      touch,
      share: shares.get(touch) ?? 0,
      saleShare: saleShares.get(touch) ?? 0,
      amount: amounts.get(touch) ?? 0,
      costOfGoods: costs.get(touch) ?? 0,
      refunds: refunds.map((parts) => parts.get(touch) ?? 0),
    }));
}

/** Non-zero shares of a path by the index of their touchpoint, in order. */
function placedShares(
  model: Model,
  path: Path,
  place: ReadonlyMap<Touchpoint, number>,
  halfLifeMs: number,
): Map<number, number> {
  if (path.touchpoints.length === 0) return new Map([[NOT_ATTRIBUTED_TOUCH, WHOLE]]);
  const shares = sharesOf(model, path.touchpoints, path.end, halfLifeMs);
  const placed = new Map<number, number>();
  for (const [i, touchpoint] of path.touchpoints.entries()) {
    const share = shares[i] ?? 0;
    if (share > 0) placed.set(place.get(touchpoint) ?? NOT_ATTRIBUTED_TOUCH, share);
  }
  return placed;
}

/** The journey of a row that is not present. */
export const NO_JOURNEY: Journey = {
  touchpoints: [],
  truncated: false,
  credits: Object.fromEntries(MODELS.map((model) => [model, []])) as unknown as Record<Model, Credit[]>,
};
