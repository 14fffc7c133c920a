/** Conversions as attribution leaves them. */
import type { DealConversion, EnquiryConversion, Touchpoint } from '@throughline/domain';
import { at } from './at.ts';
import { journeyOf, NO_MONEY } from './journey-of.ts';
import type { Money } from './journey-of.ts';

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
  mergedIds: [],
  journey: journeyOf(touches, decay, NO_MONEY),
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
    journey: journeyOf(touches, decay, money),
    ...over,
  };
};
