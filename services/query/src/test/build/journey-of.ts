/** A journey with the credits of every model. */
import { MODELS } from '@throughline/domain';
import type { Conversion, Credit, Model, Touchpoint } from '@throughline/domain';
import { split } from './split.ts';

const BILLION = 1_000_000_000;

/** Weights per touchpoint -> sparse credits, split by largest remainder; without touchpoints one credit of nobody. */
const creditsOf = (weights: readonly number[], money: Money): Credit[] => {
  if (weights.length === 0) {
    const { amount, costOfGoods, refunds, sale } = money;
    return [{ touch: -1, share: BILLION, saleShare: sale ? BILLION : 0, amount, costOfGoods, refunds }];
  }
  const shares = split(BILLION, weights);
  const amounts = split(money.amount, shares);
  const goods = split(money.costOfGoods, shares);
  const refunds = money.refunds.map((refund) => split(refund, shares));
  return shares
    .map((share, touch) => ({
      touch,
      share,
      saleShare: money.sale ? share : 0,
      amount: amounts[touch] ?? 0,
      costOfGoods: goods[touch] ?? 0,
      refunds: refunds.map((parts) => parts[touch] ?? 0),
    }))
    .filter(({ share }) => share > 0);
};

export interface Money {
  readonly sale: boolean;
  readonly amount: number;
  readonly costOfGoods: number;
  readonly refunds: readonly number[];
}
export const NO_MONEY: Money = { sale: false, amount: 0, costOfGoods: 0, refunds: [] };

type Weights = Readonly<Record<Model, readonly number[]>>;
/** Weights of the six models; time decay is given by hand. */
const weightsOf = (touches: readonly Touchpoint[], decay: readonly number[]): Weights => {
  const n = touches.length;
  const lastPaid = touches.findLastIndex(({ origin }) => origin.channel !== 'Direct');
  return {
    first_touch: only(n, 0),
    last_touch: only(n, n - 1),
    last_non_direct: only(n, lastPaid < 0 ? n - 1 : lastPaid),
    linear: Array.from({ length: n }, () => 1),
    position_based:
      n < 3
        ? Array.from({ length: n }, () => 1)
        : Array.from({ length: n }, (_, i) => (i === 0 || i === n - 1 ? 2 * (n - 2) : 1)),
    time_decay: decay,
  };
};
const only = (n: number, index: number): number[] => Array.from({ length: n }, (_, i) => (i === index ? 1 : 0));

export const journeyOf = (touchpoints: readonly Touchpoint[], decay: readonly number[] | undefined, money: Money) => {
  const weights = weightsOf(touchpoints, decay ?? touchpoints.map(() => 1));
  const credits = Object.fromEntries(
    MODELS.map((model) => [model, creditsOf(weights[model], money)]),
  ) as unknown as Conversion['journey']['credits'];
  return { touchpoints, truncated: false, credits };
};
