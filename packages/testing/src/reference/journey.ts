import { MODELS } from '@throughline/domain';
import type { Credit, Journey, Model, RunParameters, Touchpoint } from '@throughline/domain';
import { weightsOf } from './models.ts';
import { byTimeThenId } from './order.ts';
import { BILLION, sharesOf, splitMoney } from './split.ts';
import type { Window } from './window.ts';

/** Money of a sale, in minor units of the workspace's currency. */
export interface SaleMoney {
  readonly amount: bigint;
  readonly costOfGoods: bigint;
  readonly refunds: readonly bigint[];
}

/**
 * Journey and credits of one row. `own` is the window of the enquiry or deal; `sale` that of its sale, which differs only
 * with journey_end=conversion. The row's touchpoints are the union of both.
 */
export function journeyOf(own: Window, sale: { window: Window; money: SaleMoney } | null, run: RunParameters): Journey {
  const touchpoints = union(own.touchpoints, sale?.window.touchpoints ?? []);
  const credits = Object.fromEntries(
    MODELS.map((model) => [model, creditsOf(model, touchpoints, own, sale, run)]),
  ) as Record<Model, Credit[]>;
  return { touchpoints, truncated: own.truncated || (sale?.window.truncated ?? false), credits };
}

const union = (a: readonly Touchpoint[], b: readonly Touchpoint[]): Touchpoint[] =>
  [...a, ...b.filter((touch) => !a.some((known) => isSame(known, touch)))].sort(byTimeThenId);

/** A visit and an enquiry of one id at one instant are two. */
const isSame = (a: Touchpoint, b: Touchpoint): boolean => a.id === b.id && a.at === b.at && a.evidence === b.evidence;

function creditsOf(
  model: Model,
  touchpoints: readonly Touchpoint[],
  own: Window,
  sale: { window: Window; money: SaleMoney } | null,
  run: RunParameters,
): Credit[] {
  const credits = new Map<number, { -readonly [F in keyof Credit]: Credit[F] }>();
  const credit = (touch: number): { -readonly [F in keyof Credit]: Credit[F] } => {
    const known = credits.get(touch) ?? {
      touch,
      share: 0,
      saleShare: 0,
      amount: 0,
      costOfGoods: 0,
      refunds: sale?.money.refunds.map(() => 0) ?? [],
    };
    credits.set(touch, known);
    return known;
  };
  for (const { touch, share } of sharesIn(model, touchpoints, own, run)) {
    if (share !== 0n) credit(touch).share = Number(share);
  }
  if (sale !== null) {
    const shares = sharesIn(model, touchpoints, sale.window, run);
    const cut = (minor: bigint): bigint[] =>
      splitMoney(
        minor,
        shares.map(({ share }) => share),
      );
    const amounts = cut(sale.money.amount);
    const costs = cut(sale.money.costOfGoods);
    const refunds = sale.money.refunds.map(cut);
    for (const [i, { touch, share }] of shares.entries()) {
      if (share === 0n) continue;
      const mine = credit(touch);
      mine.saleShare = Number(share);
      mine.amount = Number(amounts[i]);
      mine.costOfGoods = Number(costs[i]);
      mine.refunds = refunds.map((parts) => Number(parts[i]));
    }
  }
  return [...credits.values()].sort((a, b) => a.touch - b.touch);
}

/** Shares of one window, by index into the row's touchpoints; "No touchpoint: the conversion is (not attributed)". */
function sharesIn(
  model: Model,
  touchpoints: readonly Touchpoint[],
  window: Window,
  run: RunParameters,
): { readonly touch: number; readonly share: bigint }[] {
  if (window.touchpoints.length === 0) return [{ touch: -1, share: BILLION }];
  const shares = sharesOf(weightsOf(model, window, run));
  return window.touchpoints.map((touch, i) => ({
    touch: touchpoints.findIndex((known) => isSame(known, touch)),
    share: shares[i] ?? 0n,
  }));
}
