/**
 * Longer than 200 lines would be two tables; this is one flat list that mirrors the domain's `Conversion`.
 * Journeys are parallel arrays over touchpoints, credits sparse parallel arrays for each model.
 */
import { MODELS } from '@throughline/domain';
import type { Conversion, Credit, DealConversion, Journey, Model, Touchpoint } from '@throughline/domain';
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

/**
 * The row of one enquiry or deal.
 * @param version greater replaces: epoch * 2^44 + offset of the due
 */
export const conversionRow = (value: Conversion, workspace: string, version: number | bigint): ConversionRow => ({
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
  ...(value.kind === 'enquiry' ? { ...NO_DEAL, ...enquiryColumns(value) } : { ...NO_ENQUIRY, ...dealColumns(value) }),
  truncated: value.journey.truncated,
  ...touchColumns(value.journey.touchpoints),
  ...allCredits(value.journey),
});

const enquiryColumns = (value: Extract<Conversion, { kind: 'enquiry' }>) => ({
  is_lead: value.isLead,
  enquiry_kind: value.enquiryKind,
  answered: value.answered,
  wait_seconds: value.waitSeconds,
  talk_seconds: value.talkSeconds,
  sale_end: value.end,
});

const NO_ENQUIRY = { is_lead: false, enquiry_kind: '', answered: null, wait_seconds: null, talk_seconds: null };

const dealColumns = (value: DealConversion) => ({
  sale_end: value.saleEnd,
  status: value.status,
  implied: value.implied,
  implied_is_lead: value.impliedIsLead,
  origin_enquiry_id: value.originEnquiryId,
  lead_id: value.leadId,
  lead_at: value.leadAt,
  is_sale: value.isSale,
  sale_at: value.saleAt,
  first_time: value.firstTime,
  amount: value.amount,
  cost_of_goods: value.costOfGoods,
  cost_of_goods_known: value.costOfGoodsKnown,
  rate_missing: value.rateMissing,
  stage: value.stage,
  pipeline: value.pipeline,
  department: value.department,
  reason: value.reason,
  refund_id: value.refunds.map((refund) => refund.id),
  refund_at: value.refunds.map((refund) => refund.at),
  refund_amount: value.refunds.map((refund) => refund.amount),
  item_name: value.items.map((item) => item.name),
  item_category: value.items.map((item) => item.category),
  item_quantity: value.items.map((item) => item.quantity),
  item_price: value.items.map((item) => item.price),
});

const NO_DEAL = {
  status: '',
  implied: false,
  implied_is_lead: false,
  origin_enquiry_id: null,
  lead_id: null,
  lead_at: null,
  is_sale: false,
  sale_at: null,
  first_time: false,
  amount: 0,
  cost_of_goods: 0,
  cost_of_goods_known: false,
  rate_missing: false,
  stage: null,
  pipeline: null,
  department: null,
  reason: null,
  refund_id: [],
  refund_at: [],
  refund_amount: [],
  item_name: [],
  item_category: [],
  item_quantity: [],
  item_price: [],
};

const touchColumns = (touches: readonly Touchpoint[]) => ({
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
});

type AllCredits = { readonly [Column in Extract<keyof ConversionRow, `${Model}_${string}`>]: ConversionRow[Column] };

const allCredits = (journey: Journey): AllCredits =>
  Object.assign({}, ...MODELS.map((model) => creditValues(model, journey.credits[model]))) as AllCredits;

const creditValues = (model: Model, credits: readonly Credit[]) => ({
  [`${model}_touch`]: credits.map((credit) => credit.touch),
  [`${model}_share`]: credits.map((credit) => credit.share),
  [`${model}_sale_share`]: credits.map((credit) => credit.saleShare),
  [`${model}_amount`]: credits.map((credit) => credit.amount),
  [`${model}_cost_of_goods`]: credits.map((credit) => credit.costOfGoods),
  [`${model}_refunds`]: credits.map((credit) => credit.refunds),
});
