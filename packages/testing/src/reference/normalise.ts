import { MODELS } from '@throughline/domain';
import type { Conversion, Credit, Journey } from '@throughline/domain';
import { compareBytes } from './order.ts';

/**
 * Conversions in the form two programs must agree in: sorted by kind and id, keys sorted, credits by touchpoint. Fields
 * that mean nothing where they stand are left out: everything but kind and id of an absent row, what belongs to a sale of
 * a deal without one, and the event of a touchpoint that several phases of a call make together.
 */
export function normaliseConversions(conversions: readonly Conversion[]): NormalConversion[] {
  return conversions.map(normalise).sort((a, b) => compareBytes(a.kind, b.kind) || compareBytes(a.id, b.id));
}

export interface NormalConversion {
  readonly kind: Conversion['kind'];
  readonly id: string;
  readonly present: boolean;
  readonly [field: string]: unknown;
}

/** Present rows only: what reports see. A candidate that no row tells of is the same as an absent one to them. */
export const presentConversions = (conversions: readonly Conversion[]): NormalConversion[] =>
  normaliseConversions(conversions.filter(({ present }) => present));

function normalise(conversion: Conversion): NormalConversion {
  const { kind, id, present } = conversion;
  if (!present) return { kind, id, present };
  if (conversion.kind === 'enquiry') return sorted({ ...conversion, journey: normaliseJourney(conversion.journey) });
  const { saleEnd, firstTime, costOfGoodsKnown, rateMissing, items, journey, ...rest } = conversion;
  const ofSale = conversion.isSale
    ? { saleEnd, firstTime, costOfGoodsKnown, rateMissing, items: items.map((item) => sorted(item)) }
    : { items: items.map(({ name, category, quantity }) => sorted({ name, category, quantity })) };
  return sorted({
    ...rest,
    ...ofSale,
    refunds: rest.refunds.map((refund) => sorted(refund)),
    journey: normaliseJourney(journey),
  });
}

const normaliseJourney = ({ touchpoints, truncated, credits }: Journey): object => ({
  credits: Object.fromEntries(MODELS.map((model) => [model, credits[model].map(normaliseCredit).sort(byTouch)])),
  touchpoints: touchpoints.map(({ eventId, ...touch }) =>
    sorted({ ...touch, origin: sorted(touch.origin), ...(touch.evidence === 'visit' ? { eventId } : {}) }),
  ),
  truncated,
});

const normaliseCredit = ({ touch, share, saleShare, amount, costOfGoods, refunds }: Credit): Credit => ({
  touch,
  share,
  saleShare,
  // `0 + x` makes -0 a plain 0
  amount: 0 + amount,
  costOfGoods: 0 + costOfGoods,
  refunds: refunds.map((refund) => 0 + refund),
});
const byTouch = (a: Credit, b: Credit): number => a.touch - b.touch;

const sorted = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareBytes(a, b))) as T;
