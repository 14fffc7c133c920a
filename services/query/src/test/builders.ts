/** Small hand-made facts for the tests of reports. */
import { MODELS } from '@throughline/domain';
import type {
  Conversion,
  CostFact,
  Credit,
  DealConversion,
  EnquiryConversion,
  Model,
  Origin,
  Touchpoint,
  VisitFact,
} from '@throughline/domain';

const BILLION = 1_000_000_000;
let serial = 0;
const hex = (length: number): string => (serial += 1).toString(16).padStart(length, '0');

export const at = (text: string): number => Date.parse(text);

export const anOrigin = (over: Partial<Origin> = {}): Origin => ({
  channel: 'Paid Search',
  source: 'yandex',
  medium: 'cpc',
  campaign: 'brand',
  adGroup: '(not set)',
  term: '(not set)',
  content: '(not set)',
  clickId: '',
  ...over,
});
export const DIRECT: Partial<Origin> = {
  channel: 'Direct',
  source: '(direct)',
  medium: '(none)',
  campaign: '(not set)',
};

export const aTouch = (when: string, origin: Partial<Origin> = {}, over: Partial<Touchpoint> = {}): Touchpoint => ({
  id: `t${(serial += 1)}`,
  at: at(when),
  origin: anOrigin(origin),
  landingPage: 'shop.example/',
  device: 'desktop',
  country: 'ru',
  city: 'moscow',
  evidence: 'visit',
  eventId: hex(32),
  ...over,
});

const fact = (when: number) => ({
  eventId: hex(32),
  contentHash: hex(64),
  id: `f${serial}`,
  source: 'api',
  at: when,
  knownAt: when,
  generation: 0,
  retracted: false,
  claim: false,
  excluded: '' as const,
});

export const aVisit = (when: string, origin: Partial<Origin> = {}, over: Partial<VisitFact> = {}): VisitFact => ({
  ...fact(at(when)),
  type: 'visit',
  visitId: `visit-${(serial += 1)}`,
  visitor: 'v:1',
  origin: anOrigin(origin),
  landingPage: 'shop.example/',
  device: 'desktop',
  country: 'ru',
  city: 'moscow',
  ...over,
});

export const aCost = (date: string, cost: number, over: Partial<CostFact> = {}): CostFact => ({
  ...fact(at(`${date}T00:00:00Z`)),
  type: 'cost',
  date,
  adSource: 'yandex',
  medium: 'cpc',
  campaign: 'brand',
  adGroup: '(not set)',
  keyword: '(not set)',
  campaignId: '',
  cost: { minor: cost, currency: 'RUB' },
  clicks: null,
  impressions: null,
  reportedAt: at(`${date}T12:00:00Z`),
  ...over,
});

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

interface Money {
  readonly sale: boolean;
  readonly amount: number;
  readonly costOfGoods: number;
  readonly refunds: readonly number[];
}
const NO_MONEY: Money = { sale: false, amount: 0, costOfGoods: 0, refunds: [] };

/** The obvious largest remainder, for expectations. */
export const split = (whole: number, weights: readonly number[]): number[] => {
  const size = BigInt(Math.abs(whole));
  const exact = weights.map(BigInt);
  const total = exact.reduce((a, b) => a + b, 0n);
  const quotas = exact.map((weight) => (size * weight) / total);
  let left = Number(size - quotas.reduce((a, b) => a + b, 0n));
  const order = exact.map((_, index) => index);
  order.sort((a, b) => Number(((size * (exact[b] ?? 0n)) % total) - ((size * (exact[a] ?? 0n)) % total)) || a - b);
  for (const index of order) {
    if (left === 0) break;
    quotas[index] = (quotas[index] ?? 0n) + 1n;
    left -= 1;
  }
  return quotas.map((quota) => Math.sign(whole) * Number(quota) + 0);
};

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

const journey = (touchpoints: readonly Touchpoint[], decay: readonly number[] | undefined, money: Money) => {
  const weights = weightsOf(touchpoints, decay ?? touchpoints.map(() => 1));
  const credits = Object.fromEntries(
    MODELS.map((model) => [model, creditsOf(weights[model], money)]),
  ) as unknown as Conversion['journey']['credits'];
  return { touchpoints, truncated: false, credits };
};

export interface ConversionOptions {
  readonly touches?: readonly Touchpoint[];
  /** Integer weights of time decay. */
  readonly decay?: readonly number[];
}

export const anEnquiry = (
  id: string,
  when: string,
  { touches = [], decay, ...over }: Partial<EnquiryConversion> & ConversionOptions = {},
): EnquiryConversion => ({
  kind: 'enquiry',
  id,
  person: `e:${id}`,
  present: true,
  at: at(when),
  isLead: true,
  end: at(when),
  enquiryKind: 'form',
  source: 'api',
  manager: null,
  answered: null,
  waitSeconds: null,
  talkSeconds: null,
  journey: journey(touches, decay, NO_MONEY),
  ...over,
});

/** A deal; with `saleAt` a sale of `amount` minor units. */
export const aDeal = (
  id: string,
  when: string,
  { touches = [], decay, ...over }: Partial<DealConversion> & ConversionOptions = {},
): DealConversion => {
  const sale = over.saleAt !== undefined && over.saleAt !== null;
  const money: Money = {
    sale,
    amount: over.amount ?? 0,
    costOfGoods: over.costOfGoods ?? 0,
    refunds: (over.refunds ?? []).map((refund) => refund.amount),
  };
  return {
    kind: 'deal',
    id,
    person: `d:${id}`,
    present: true,
    at: at(when),
    end: at(when),
    saleEnd: at(when),
    source: 'crm',
    status: sale ? 'won' : 'open',
    implied: false,
    impliedIsLead: false,
    originEnquiryId: null,
    leadId: null,
    leadAt: null,
    isSale: sale,
    saleAt: null,
    firstTime: false,
    amount: 0,
    costOfGoods: 0,
    costOfGoodsKnown: over.costOfGoods !== undefined,
    rateMissing: false,
    refunds: [],
    stage: null,
    pipeline: null,
    manager: null,
    department: null,
    reason: null,
    items: [],
    journey: journey(touches, decay, money),
    ...over,
  };
};
