/**
 * Longer than 200 lines would be two tables; this is one flat list that mirrors the domain's `Conversion`.
 * Journeys are parallel arrays over touchpoints, credits sparse parallel arrays for each model.
 */
import type { Conversion, Credit, DealConversion, EnquiryConversion, Model } from '@throughline/domain';
import { defineTable } from './define-table.ts';
import type { RowOf } from './define-table.ts';

const INSTANT = "DateTime64(3, 'UTC')";
const NULLABLE_INSTANT = "Nullable(DateTime64(3, 'UTC'))";

const creditColumns = <const M extends Model>(model: M) =>
  ({
    [`${model}_touch`]: 'Array(Int32)',
    [`${model}_share`]: 'Array(UInt32)',
    [`${model}_sale_share`]: 'Array(UInt32)',
    [`${model}_amount`]: 'Array(Int64)',
    [`${model}_cost_of_goods`]: 'Array(Int64)',
    [`${model}_refunds`]: 'Array(Array(Int64))',
  }) as CreditColumns<M>;

/** Names and types of a model's credit columns. */
type CreditColumns<M extends Model> = Record<`${M}_touch`, 'Array(Int32)'> &
  Record<`${M}_share` | `${M}_sale_share`, 'Array(UInt32)'> &
  Record<`${M}_amount` | `${M}_cost_of_goods`, 'Array(Int64)'> &
  Record<`${M}_refunds`, 'Array(Array(Int64))'>;

export const conversion = defineTable('conversion', {
  workspace: 'LowCardinality(String)',
  kind: 'LowCardinality(String)',
  id: 'String',
  version: 'UInt64',
  person: 'String',
  present: 'Bool',
  at: INSTANT,
  end: INSTANT,
  data_source: 'LowCardinality(String)',
  manager: 'Nullable(String)',
  is_lead: 'Bool',
  enquiry_kind: 'LowCardinality(String)',
  answered: 'Nullable(Bool)',
  wait_seconds: 'Nullable(Float64)',
  talk_seconds: 'Nullable(Float64)',
  merged_ids: 'Array(String)',
  sale_end: INSTANT,
  status: 'LowCardinality(String)',
  implied: 'Bool',
  implied_is_lead: 'Bool',
  origin_enquiry_id: 'Nullable(String)',
  lead_id: 'Nullable(String)',
  lead_at: NULLABLE_INSTANT,
  is_sale: 'Bool',
  sale_at: NULLABLE_INSTANT,
  first_time: 'Bool',
  amount: 'Int64',
  cost_of_goods: 'Int64',
  cost_of_goods_known: 'Bool',
  rate_missing: 'Bool',
  stage: 'Nullable(String)',
  pipeline: 'Nullable(String)',
  department: 'Nullable(String)',
  reason: 'Nullable(String)',
  refund_id: 'Array(String)',
  refund_at: `Array(${INSTANT})`,
  refund_amount: 'Array(Int64)',
  item_name: 'Array(String)',
  item_category: 'Array(Nullable(String))',
  item_quantity: 'Array(Float64)',
  item_price: 'Array(Int64)',
  truncated: 'Bool',
  touch_id: 'Array(String)',
  touch_at: `Array(${INSTANT})`,
  touch_channel: 'Array(LowCardinality(String))',
  touch_source: 'Array(LowCardinality(String))',
  touch_medium: 'Array(LowCardinality(String))',
  touch_campaign: 'Array(LowCardinality(String))',
  touch_ad_group: 'Array(LowCardinality(String))',
  touch_term: 'Array(LowCardinality(String))',
  touch_content: 'Array(LowCardinality(String))',
  touch_click_id: 'Array(String)',
  touch_landing_page: 'Array(LowCardinality(String))',
  touch_device: 'Array(LowCardinality(String))',
  touch_country: 'Array(LowCardinality(String))',
  touch_city: 'Array(LowCardinality(String))',
  touch_evidence: 'Array(LowCardinality(String))',
  touch_event_id: 'Array(FixedString(16))',
  ...creditColumns('first_touch'),
  ...creditColumns('last_touch'),
  ...creditColumns('last_non_direct'),
  ...creditColumns('linear'),
  ...creditColumns('position_based'),
  ...creditColumns('time_decay'),
});
export type ConversionRow = RowOf<typeof conversion>;

/** What a deal's row says of an enquiry, and the other way round. */
const NO_ENQUIRY: Pick<EnquiryConversion, 'isLead' | 'answered' | 'waitSeconds' | 'talkSeconds' | 'mergedIds'> & {
  enquiryKind: '';
} = {
  isLead: false,
  enquiryKind: '',
  answered: null,
  waitSeconds: null,
  talkSeconds: null,
  mergedIds: [],
};
const NO_DEAL: Omit<DealConversion, keyof EnquiryConversion | 'saleEnd' | 'status'> & { saleEnd: null; status: '' } = {
  saleEnd: null,
  status: '',
  implied: false,
  impliedIsLead: false,
  originEnquiryId: null,
  leadId: null,
  leadAt: null,
  isSale: false,
  saleAt: null,
  firstTime: false,
  amount: 0,
  costOfGoods: 0,
  costOfGoodsKnown: false,
  rateMissing: false,
  stage: null,
  pipeline: null,
  department: null,
  reason: null,
  refunds: [],
  items: [],
};

/**
 * The row of one enquiry or deal. One literal, without spreads and names made at run time: a returning buyer's rows are
 * written again for each visit, and making them took longer than attributing (measured).
 * @param version greater replaces: epoch * 2^44 + offset of the due
 */
export const conversionRow = (value: Conversion, workspace: string, version: number | bigint): ConversionRow => {
  const enquiry = value.kind === 'enquiry' ? value : NO_ENQUIRY;
  const deal = value.kind === 'deal' ? value : NO_DEAL;
  const { touchpoints: touches, truncated, credits } = value.journey;
  const {
    first_touch: firstTouch,
    last_touch: lastTouch,
    last_non_direct: lastNonDirect,
    linear,
    position_based: positionBased,
    time_decay: timeDecay,
  } = credits;
  const { refunds, items } = deal;
  return {
    workspace,
    kind: value.kind,
    id: value.id,
    version,
    person: value.person,
    present: value.present,
    at: value.at,
    end: value.end,
    data_source: value.source,
    manager: value.manager,
    is_lead: enquiry.isLead,
    enquiry_kind: enquiry.enquiryKind,
    answered: enquiry.answered,
    wait_seconds: enquiry.waitSeconds,
    talk_seconds: enquiry.talkSeconds,
    merged_ids: enquiry.mergedIds,
    sale_end: deal.saleEnd ?? value.end,
    status: deal.status,
    implied: deal.implied,
    implied_is_lead: deal.impliedIsLead,
    origin_enquiry_id: deal.originEnquiryId,
    lead_id: deal.leadId,
    lead_at: deal.leadAt,
    is_sale: deal.isSale,
    sale_at: deal.saleAt,
    first_time: deal.firstTime,
    amount: deal.amount,
    cost_of_goods: deal.costOfGoods,
    cost_of_goods_known: deal.costOfGoodsKnown,
    rate_missing: deal.rateMissing,
    stage: deal.stage,
    pipeline: deal.pipeline,
    department: deal.department,
    reason: deal.reason,
    refund_id: refunds.map((refund) => refund.id),
    refund_at: refunds.map((refund) => refund.at),
    refund_amount: refunds.map((refund) => refund.amount),
    item_name: items.map((item) => item.name),
    item_category: items.map((item) => item.category),
    item_quantity: items.map((item) => item.quantity),
    item_price: items.map((item) => item.price),
    truncated,
    touch_id: touches.map((touch) => touch.id),
    touch_at: touches.map((touch) => touch.at),
    touch_channel: touches.map((touch) => touch.origin.channel),
    touch_source: touches.map((touch) => touch.origin.source),
    touch_medium: touches.map((touch) => touch.origin.medium),
    touch_campaign: touches.map((touch) => touch.origin.campaign),
    touch_ad_group: touches.map((touch) => touch.origin.adGroup),
    touch_term: touches.map((touch) => touch.origin.term),
    touch_content: touches.map((touch) => touch.origin.content),
    touch_click_id: touches.map((touch) => touch.origin.clickId),
    touch_landing_page: touches.map((touch) => touch.landingPage),
    touch_device: touches.map((touch) => touch.device),
    touch_country: touches.map((touch) => touch.country),
    touch_city: touches.map((touch) => touch.city),
    touch_evidence: touches.map((touch) => touch.evidence),
    touch_event_id: touches.map((touch) => touch.eventId),
    first_touch_touch: firstTouch.map(touchOf),
    first_touch_share: firstTouch.map(shareOf),
    first_touch_sale_share: firstTouch.map(saleShareOf),
    first_touch_amount: firstTouch.map(amountOf),
    first_touch_cost_of_goods: firstTouch.map(costOfGoodsOf),
    first_touch_refunds: firstTouch.map(refundsOf),
    last_touch_touch: lastTouch.map(touchOf),
    last_touch_share: lastTouch.map(shareOf),
    last_touch_sale_share: lastTouch.map(saleShareOf),
    last_touch_amount: lastTouch.map(amountOf),
    last_touch_cost_of_goods: lastTouch.map(costOfGoodsOf),
    last_touch_refunds: lastTouch.map(refundsOf),
    last_non_direct_touch: lastNonDirect.map(touchOf),
    last_non_direct_share: lastNonDirect.map(shareOf),
    last_non_direct_sale_share: lastNonDirect.map(saleShareOf),
    last_non_direct_amount: lastNonDirect.map(amountOf),
    last_non_direct_cost_of_goods: lastNonDirect.map(costOfGoodsOf),
    last_non_direct_refunds: lastNonDirect.map(refundsOf),
    linear_touch: linear.map(touchOf),
    linear_share: linear.map(shareOf),
    linear_sale_share: linear.map(saleShareOf),
    linear_amount: linear.map(amountOf),
    linear_cost_of_goods: linear.map(costOfGoodsOf),
    linear_refunds: linear.map(refundsOf),
    position_based_touch: positionBased.map(touchOf),
    position_based_share: positionBased.map(shareOf),
    position_based_sale_share: positionBased.map(saleShareOf),
    position_based_amount: positionBased.map(amountOf),
    position_based_cost_of_goods: positionBased.map(costOfGoodsOf),
    position_based_refunds: positionBased.map(refundsOf),
    time_decay_touch: timeDecay.map(touchOf),
    time_decay_share: timeDecay.map(shareOf),
    time_decay_sale_share: timeDecay.map(saleShareOf),
    time_decay_amount: timeDecay.map(amountOf),
    time_decay_cost_of_goods: timeDecay.map(costOfGoodsOf),
    time_decay_refunds: timeDecay.map(refundsOf),
  };
};

const touchOf = (credit: Credit): number => credit.touch;
const shareOf = (credit: Credit): number => credit.share;
const saleShareOf = (credit: Credit): number => credit.saleShare;
const amountOf = (credit: Credit): number => credit.amount;
const costOfGoodsOf = (credit: Credit): number => credit.costOfGoods;
const refundsOf = (credit: Credit): readonly number[] => credit.refunds;
